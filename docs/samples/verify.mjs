/*
 * Verifies a delivery of Postrider. Needs nothing but Node 16 or newer.
 *
 *   node verify.mjs standard|postrider KEY 'name: value' ... < body
 *
 * Exit code 0: the delivery is genuine. 1: it is not.
 */
import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const TOLERANCE_SECONDS = 300;

/**
 * Standard Webhooks: signs the message id, the time and the body.
 * `key` is the secret, or a public key (whpk_); `headers` has names in lower case, `body` is the Buffer that came, before
 * any JSON is read.
 */
export function verifyStandard(key, headers, body, now) {
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  if (!isRecent(timestamp, now)) {
    return false;
  }
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  // While a key is replaced there may be several signatures; one that fits is enough.
  const given = (headers["webhook-signature"] ?? "").split(" ");
  return given.some((one) => (key.startsWith("whpk_") ? fitsPublicKey(key, one, signed) : fitsSecret(key, one, signed)));
}

function fitsSecret(secret, signature, signed) {
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : Buffer.from(secret);
  return isEqual(signature, `v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
}

function fitsPublicKey(publicKey, signature, signed) {
  if (!signature.startsWith("v1a,")) {
    return false;
  }
  const x = Buffer.from(publicKey.slice("whpk_".length), "base64").toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  return verify(null, signed, key, Buffer.from(signature.slice("v1a,".length), "base64"));
}

/** X-Webhook-Signature: signs the body alone, keyed by the whole secret as it was shown. */
export function verifyPostrider(secret, headers, body, now) {
  if (!isRecent(headers["x-webhook-timestamp"] ?? "", now)) {
    return false;
  }
  const mac = createHmac("sha256", secret).update(body).digest("hex");
  return isEqual(headers["x-webhook-signature"] ?? "", `sha256=${mac}`);
}

function isRecent(timestamp, now) {
  return /^[0-9]+$/.test(timestamp) && Math.abs(now - Number(timestamp)) <= TOLERANCE_SECONDS;
}

function isEqual(left, right) {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

if (process.argv[1]?.endsWith("verify.mjs")) {
  const [scheme, key, ...lines] = process.argv.slice(2);
  const headers = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  const verifyAs = { standard: verifyStandard, postrider: verifyPostrider }[scheme];
  const genuine = verifyAs(key, headers, readFileSync(0), Date.now() / 1000);
  console.log(genuine ? "genuine" : "not genuine");
  process.exit(genuine ? 0 : 1);
}
