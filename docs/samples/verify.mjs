/*
 * Verifies a delivery of Postrider. Needs nothing but Node 16 or newer.
 *
 *   node verify.mjs standard|postrider SECRET 'name: value' ... < body
 *
 * Exit code 0: the delivery is genuine. 1: it is not.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";

const TOLERANCE_SECONDS = 300;

/**
 * Standard Webhooks: signs the message id, the time and the body.
 * `headers` has names in lower case, `body` is the Buffer that came, before any JSON is read.
 */
export function verifyStandard(secret, headers, body, now) {
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  if (!isRecent(timestamp, now)) {
    return false;
  }
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : Buffer.from(secret);
  const mac = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  // While a secret is replaced there may be several signatures; one that fits is enough.
  const given = (headers["webhook-signature"] ?? "").split(" ");
  return given.some((one) => isEqual(one, `v1,${mac}`));
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
  const [scheme, secret, ...lines] = process.argv.slice(2);
  const headers = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  const verify = { standard: verifyStandard, postrider: verifyPostrider }[scheme];
  const genuine = verify(secret, headers, readFileSync(0), Date.now() / 1000);
  console.log(genuine ? "genuine" : "not genuine");
  process.exit(genuine ? 0 : 1);
}
