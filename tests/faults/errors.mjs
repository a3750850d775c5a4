// The ways in which each call can fail: an errno, end of file, a single byte, the death of the process. A call with an
// empty list never fails on a real system.
const usual = ['EIO'];
const errors = {
  accept4: ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'ECONNABORTED', 'EINTR', 'EAGAIN', 'EPERM', 'EPROTO'],
  bind: ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'],
  chdir: ['ENOENT', 'EACCES'],
  close: ['EIO', 'EINTR'],
  dup2: ['EMFILE', 'EBUSY'],
  execve: ['EACCES', 'ENOMEM', 'ENOEXEC', 'E2BIG', 'ETXTBSY', 'killed', 'crash'],
  fchmod: ['EPERM'],
  fcntl: ['EBADF', 'ENOMEM'],
  fork: ['EAGAIN', 'ENOMEM'],
  fstat: ['EIO', 'EOVERFLOW'],
  fsync: ['EIO', 'ENOSPC'],
  ftruncate: ['ENOSPC', 'EFBIG'],
  getpeername: ['ENOTCONN', 'ENOBUFS'],
  getrlimit: ['EINVAL'],
  grantpt: ['EACCES'],
  ioctl: ['ENOTTY', 'EIO'],
  kill: ['ESRCH', 'EPERM'],
  listen: ['EADDRINUSE'],
  lseek: ['ESPIPE'],
  lstat: ['EACCES'],
  madvise: ['EINVAL', 'EPERM'],
  mkdir: ['EACCES', 'EROFS', 'ENOSPC'],
  mmap: ['ENOMEM'],
  open: ['EMFILE', 'EACCES'],
  pipe: ['EMFILE', 'ENFILE'],
  poll: ['EINTR', 'ENOMEM'],
  posix_openpt: ['EMFILE', 'ENOSPC', 'EAGAIN', 'ENOENT'],
  prctl: ['EINVAL', 'EPERM'],
  pread: ['EIO', 'EOF'],
  read: ['EIO', 'EINTR', 'EAGAIN', 'EOF', 'short'],
  recvmsg: ['EINTR', 'EAGAIN', 'ENOBUFS', 'ENOMEM'],
  rename: ['EACCES', 'ENOSPC'],
  sendmsg: ['EINTR', 'EAGAIN', 'ENOBUFS'],
  setgroups: ['EPERM'],
  setresgid: ['EPERM', 'EAGAIN'],
  setresuid: ['EPERM', 'EAGAIN'],
  setrlimit: ['EPERM'],
  setsid: ['EPERM'],
  setsockopt: ['ENOPROTOOPT', 'ENOBUFS'],
  sigprocmask: [],
  socket: ['EMFILE', 'ENOBUFS'],
  socketpair: ['EMFILE', 'ENFILE'],
  syscall: ['ENOSYS', 'EMFILE'],
  tcgetattr: ['EIO'],
  tcgetpgrp: ['ENOTTY'],
  tcsetattr: ['EIO'],
  unlink: ['EACCES'],
  unlockpt: ['EIO'],
  waitpid: ['EINTR'],
  write: ['EIO', 'ENOSPC', 'EINTR', 'EAGAIN', 'short'],
};
// Failures of certain kinds of descriptors only.
const special = {
  'read connection': ['ECONNRESET', 'EINTR', 'EAGAIN', 'ETIMEDOUT', 'EOF', 'short', 'killed', 'crash'],
  'sendmsg connection': ['EPIPE', 'ECONNRESET', 'EINTR', 'EAGAIN', 'ENOBUFS', 'short', 'killed'],
  'syscall ': [], // the action of a signal
  'read pty': ['EIO', 'EINTR', 'EAGAIN', 'short', 'killed', 'crash'],
  'write pty': ['EINTR', 'EAGAIN', 'short', 'killed'],
  'close connection': ['EIO', 'EINTR', 'killed'],
  'sendmsg link': ['EINTR', 'EAGAIN', 'ENOBUFS'],
};

export const ways = (call, kind) => special[`${call} ${kind}`] ?? errors[call] ?? usual;

// Lasting failures, with the number of calls in a row that fail.
export const lasting = [
  ['keeper', 'write', 'file', 'ENOSPC', 1000],
  ['keeper', 'open', '', 'EMFILE', 1000],
  ['keeper', 'posix_openpt', '', 'EMFILE', 1000],
  ['keeper', 'fork', '', 'EAGAIN', 1000],
  ['keeper', 'pipe', '', 'ENFILE', 1000],
  ['keeper', 'waitpid', '', 'EINTR', 100],
  ['keeper', 'poll', '', 'EINTR', 100],
  ['keeper', 'poll', '', 'ENOMEM', 100],
  ['keeper', 'recvmsg', 'link', 'ENOMEM', 100],
  ['keeper', 'sendmsg', 'link', 'EAGAIN', 100],
  ['server', 'accept4', 'listener', 'EMFILE', 10],
  ['server', 'accept4', 'listener', 'ECONNABORTED', 100],
  ['server', 'poll', '', 'EINTR', 100],
  ['server', 'poll', '', 'ENOMEM', 100],
  ['server', 'read', 'connection', 'EINTR', 100],
  ['server', 'read', 'connection', 'short', 2000],
  ['server', 'sendmsg', 'connection', 'EAGAIN', 100],
  ['server', 'sendmsg', 'connection', 'short', 2000],
  ['server', 'read', 'pty', 'EAGAIN', 100],
  ['server', 'read', 'pty', 'short', 2000],
  ['server', 'write', 'pty', 'EAGAIN', 100],
  ['server', 'write', 'pty', 'short', 2000],
  ['server', 'recvmsg', 'link', 'ENOMEM', 100],
  ['server', 'sendmsg', 'link', 'ENOBUFS', 100],
  ['server', 'setsockopt', 'connection', 'ENOBUFS', 1000],
  ['server', 'ioctl', 'pty', 'EIO', 1000],
  ['server', 'madvise', '', 'EINVAL', 1000],
  ['program', 'open', '', 'EACCES', 1000],
  ['program', 'execve', '', 'ENOMEM', 1000],
];

// Calls that a server makes every 15 seconds: too rare to wait for, but a server that takes over makes them too.
export const periodic = (role, call, kind) =>
  role === 'server' && ['lseek file', 'pread file', 'syscall getdents64'].includes(`${call} ${kind}`);

// Calls that a program's start can do without; if any other fails, this is reported.
const doneWithout = ['chdir', 'close', 'getrlimit', 'setrlimit', 'stat', 'tcgetattr', 'tcsetattr', 'write'];
// Calls without which no new terminal can be opened.
const terminal = ['fcntl', 'fork', 'grantpt', 'pipe', 'posix_openpt', 'unlockpt', 'syscall ioctl'];
// Calls whose failure means that the connection is gone; it is closed, and the client reconnects.
const gone = ['getpeername', 'read connection', 'sendmsg connection'];
// Calls without which boundtty cannot start.
const needed = ['ftruncate', 'mmap', 'syscall memfd_create'];
// Calls of one listener: another one works, and this one is tried again.
const listener = ['bind', 'listen'];

// The allowed outcomes of a failure: same (no effect), reported (an error says what failed), dropped (only a connection
// is lost), restarted (the server is restarted and its state is complete); at a start: refused or served.
export function expected({ role, call, kind, what, nth = 1, of }) {
  const one = [call, `${call} ${kind}`],
    is = (list) => one.some((name) => list.includes(name));
  if (role === 'keeper-starts' && is(listener)) return ['served'];
  if (role === 'keeper-starts')
    return is(needed) || (is(['syscall getrandom']) && nth === 1) ? ['refused'] : ['refused', 'served'];
  if (of === 'Job' && is(['read pty']) && what !== 'killed' && what !== 'crash') return ['same', 'reported'];
  if (of === 'takeover') return ['same', 'restarted'].slice(0, role === 'keeper' ? 1 : 2);
  if (of && of !== 'while' && role !== 'server') return of === 'Job' ? ['same', 'reported'] : ['same'];
  if (role === 'program')
    return is(doneWithout) ? ['same'] : nth === 1 && !is(['syscall close_range']) ? ['reported'] : ['same', 'reported'];
  if (what === 'killed' || what === 'crash' || what === 'hang') return ['restarted'];
  if (['EINTR', 'EAGAIN', 'short'].includes(what) && !is(terminal)) return ['same'];
  if (role === 'keeper') return !is(terminal) ? ['same'] : nth === 1 ? ['reported'] : ['same', 'reported'];
  if (is(gone)) return call === 'sendmsg' && what === 'ENOBUFS' ? ['same'] : ['dropped'];
  return is(['fcntl pty', 'fcntl socket']) ? ['restarted'] : ['same'];
}
