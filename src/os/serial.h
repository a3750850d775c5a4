/*
 * Serial lines, by the descriptor of the device: settings and modem lines. On a descriptor that is
 * not a serial line every function returns false, and errno says why.
 */
#ifndef OS_SERIAL_H
#define OS_SERIAL_H

#include <stdbool.h>
#include <stdint.h>

enum os_serial_flow { OS_SERIAL_FLOW_NONE, OS_SERIAL_FLOW_RTSCTS, OS_SERIAL_FLOW_XONXOFF };

enum os_serial_output { OS_SERIAL_LEAVE, OS_SERIAL_ON, OS_SERIAL_OFF };

struct os_serial {
    uint32_t speed;    /* bits per second, any number */
    uint8_t data_bits; /* 5 to 8 */
    uint8_t parity;    /* 'N', 'E', 'O', 'M' (always 1) or 'S' (always 0) */
    uint8_t stop_bits; /* 1 or 2 */
    uint8_t flow;      /* enum os_serial_flow */
    uint8_t hangup;    /* 1: DTR falls when the device is closed */
    uint8_t dtr, rts;  /* enum os_serial_output, when the line is opened */
    uint8_t unused;
};

/* Configures the line: raw bytes, modem control ignored, reads return what has arrived; nothing is
 * left of the settings of its earlier user. False and errno on failure; EINVAL if the system or the
 * device does not support a setting. */
bool os_serial_configure(int fd, const struct os_serial *s);
/* Reads the speed that is in effect, the nearest that the chip can do. */
bool os_serial_speed(int fd, uint32_t *speed);
/* Prevents other processes, except root's, from opening the device from now on (TIOCEXCL). */
bool os_serial_exclusive(int fd);
/* Takes the advisory lock of flock(2), held as long as a descriptor of this opening is open. False:
 * errno is EWOULDBLOCK if another program holds it. */
bool os_serial_lock(int fd);
/* Modem lines, as bits. DTR and RTS are outputs. The functions return false if the device has none
 * (a PTY). */
enum os_serial_lines {
    OS_SERIAL_CTS = 1,
    OS_SERIAL_DSR = 2,
    OS_SERIAL_DCD = 4,
    OS_SERIAL_RI = 8,
    OS_SERIAL_DTR = 16,
    OS_SERIAL_RTS = 32,
};
/* os_serial_lines() reads the lines that are on; os_serial_set_lines() sets outputs on or off. */
bool os_serial_lines(int fd, unsigned *lines);
bool os_serial_set_lines(int fd, unsigned lines, bool on);
/* Sets DTR and RTS as for an opened line; those with OS_SERIAL_LEAVE are as the system set them. */
bool os_serial_open_lines(int fd, const struct os_serial *s);
/* The errors that the device's driver has counted since it was loaded. */
struct os_serial_errors {
    uint32_t frame, overrun, parity, breaks,
        lost; /* lost: bytes for which the kernel had no room */
};
/* Reads them; false if the system or the device does not count any. */
bool os_serial_errors(int fd, struct os_serial_errors *to);
/* Starts or ends a break; it lasts until the caller ends it. */
bool os_serial_break(int fd, bool on);

/* Returns how many bytes of output the kernel holds; 0 if it does not tell. */
int os_serial_unsent(int fd);
/* Discards output that is not sent yet, and input that is not read yet. */
void os_serial_discard(int fd);
/* Discards output that is not sent yet; otherwise close() waits for a device that accepts nothing
 * (half a minute on Linux). */
void os_serial_give_up(int fd);
/* Linux's ioctl() requests for the settings, TCGETS2 and TCSETS2. */
#if defined(__mips__)
#define SERIAL_READ_SETTINGS 0x4030542Au
#define SERIAL_SET_SETTINGS 0x8030542Bu
#else
#define SERIAL_READ_SETTINGS 0x802C542Au
#define SERIAL_SET_SETTINGS 0x402C542Bu
#endif

#endif
