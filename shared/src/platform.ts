// The few names that browsers and Node both have; shared code may use no other.
declare global {
  class TextEncoder {
    encode(text: string): Uint8Array<ArrayBuffer>;
  }
  function btoa(binary: string): string;
  function atob(base64: string): string;
}

export {};
