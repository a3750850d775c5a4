// Reduces the colours of a PNG to a palette (PNG, third edition), which shrinks the file of a screenshot to a third.

import { deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const CHANNELS = { 2: 3, 6: 4 }; // by colour type: RGB, RGBA

// The chunks of a file, as [type, data].
function* chunks(png) {
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    yield [png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length)];
    at += length + 12;
  }
}

function paeth(a, b, c) {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}

// The value that each filter adds to a byte, from the bytes on the left, above, and above left.
const FILTERS = [() => 0, (a) => a, (a, b) => b, (a, b) => (a + b) >> 1, paeth];

// The pixels as numbers 0xrrggbb.
function decode(png) {
  const all = [...chunks(png)];
  const [, header] = all.find(([type]) => type === 'IHDR');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = CHANNELS[header[9]];
  const data = inflateSync(Buffer.concat(all.filter(([type]) => type === 'IDAT').map(([, part]) => part)));
  const stride = width * channels;
  let above = Buffer.alloc(stride);
  const pixels = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    const filter = FILTERS[data[y * (stride + 1)]];
    const row = Buffer.from(data.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
    for (let i = 0; i < stride; i++) row[i] += filter(row[i - channels] ?? 0, above[i], above[i - channels] ?? 0);
    for (let x = 0; x < width; x++) pixels[y * width + x] = row.readUIntBE(x * channels, 3);
    above = row;
  }
  return { width, height, pixels };
}

const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];

function distance(one, other) {
  const [a, b] = [parts(one), parts(other)];
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
}

// Chooses the colours of the palette, most frequent first, and maps each colour of the picture to an index.
function paletteOf(pixels, size, apart) {
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const frequent = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a));
  const palette = [];
  for (const colour of frequent) {
    if (palette.length < size && palette.every((other) => distance(colour, other) > apart)) palette.push(colour);
  }
  const nearest = (colour) =>
    palette.reduce((best, other, i) => (distance(colour, other) < distance(colour, palette[best]) ? i : best), 0);
  return { palette, places: new Map(frequent.map((colour) => [colour, nearest(colour)])) };
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}

// Returns the picture with at most `size` colours, whose squared distances exceed `apart`.
export function reduceColours(png, { size = 64, apart = 300 } = {}) {
  const { width, height, pixels } = decode(png);
  const { palette, places } = paletteOf(pixels, size, apart);
  const rows = Buffer.alloc((width + 1) * height);
  pixels.forEach((pixel, i) => (rows[i + Math.floor(i / width) + 1] = places.get(pixel)));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // 8 bits, indices of a palette
  const data = deflateSync(rows, { level: 9, memLevel: 9 });
  const colours = chunk('PLTE', Buffer.from(palette.flatMap(parts)));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    colours,
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
