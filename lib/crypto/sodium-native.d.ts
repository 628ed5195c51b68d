// The package ships no types; these are the functions used here, with the bounds they assert.
declare module "sodium-native" {
  const sodium: {
    /** True for a point on the curve, canonically encoded, in the prime-order group and not of small order. */
    crypto_core_ed25519_is_valid_point(point: Uint8Array): boolean;
    /** `signature` 64 bytes, `publicKey` 32 bytes: other lengths abort. */
    crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
  };
  export default sodium;
}
