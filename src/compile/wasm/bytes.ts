/** A growing byte buffer with the number and name encodings of the WebAssembly binary format. @module */

const utf8 = new TextEncoder();

/** Appends bytes, LEB128 integers, floats and names; every method returns the writer. */
export class ByteWriter {
  #buffer: Uint8Array = new Uint8Array(64);
  #view: DataView = new DataView(this.#buffer.buffer);
  #used: number = 0;

  /** Makes room for `extra` more bytes. */
  #reserve(extra: number): void {
    if (this.#used + extra <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#buffer.length, this.#used + extra));
    grown.set(this.#buffer);
    this.#buffer = grown;
    this.#view = new DataView(grown.buffer);
  }

  byte(value: number): this {
    this.#reserve(1);
    this.#buffer[this.#used++] = value;
    return this;
  }

  bytes(values: ArrayLike<number>): this {
    this.#reserve(values.length);
    // Most calls append an opcode of one to three bytes, for which a loop is faster than set().
    if (values.length > 16) this.#buffer.set(values, this.#used);
    else for (let i = 0; i < values.length; i++) this.#buffer[this.#used + i] = values[i];
    this.#used += values.length;
    return this;
  }

  /** Appends an unsigned LEB128 number in [0, 2^32). */
  unsigned(value: number): this {
    if (!(Number.isInteger(value) && value >= 0 && value < 2 ** 32)) {
      throw new Error(`internal: expected an unsigned 32-bit number, got ${value}`);
    }
    this.#reserve(5);
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.#buffer[this.#used++] = (rest & 0x7f) | 0x80;
    this.#buffer[this.#used++] = rest;
    return this;
  }

  /** Appends a signed LEB128 number; [2^31, 2^32) stands for the negative number with the same 32 bits. */
  signed(value: number): this {
    if (!(Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 32)) {
      throw new Error(`internal: expected a 32-bit number, got ${value}`);
    }
    this.#reserve(5);
    let rest = value | 0;
    // Seven bits suffice once what is left is all sign: -64 <= rest < 64.
    for (; rest < -64 || rest >= 64; rest >>= 7) this.#buffer[this.#used++] = (rest & 0x7f) | 0x80;
    this.#buffer[this.#used++] = rest & 0x7f;
    return this;
  }

  float32(value: number): this {
    this.#reserve(4);
    this.#view.setFloat32(this.#used, value, true);
    this.#used += 4;
    return this;
  }

  int32(value: number): this {
    this.#reserve(4);
    this.#view.setInt32(this.#used, value, true);
    this.#used += 4;
    return this;
  }

  /** Appends a UTF-8 string after its length in bytes. */
  name(text: string): this {
    return this.sized(utf8.encode(text));
  }

  /** Appends bytes after their number. */
  sized(content: Uint8Array): this {
    return this.unsigned(content.length).bytes(content);
  }

  /** Returns the bytes so far as a view: later writes may or may not show in it. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#used) as Uint8Array<ArrayBuffer>;
  }
}
