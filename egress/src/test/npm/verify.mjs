/*
 * Verifies requests with the public libraries, which are installed beside it. Reads {"secret", "checks": [{"library", "headers", "body"}]} from standard
 * input, bodies as base64, and prints for each check "genuine" or "refused: " and why, one a line.
 */
import { verify as verifyAsGithub } from "@octokit/webhooks-methods";
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import * as svix from "svix";

const verifiers = {
  standardwebhooks: (secret, headers, body) => new Webhook(secret).verify(body, headers),
  svix: (secret, headers, body) => new svix.Webhook(secret).verify(body, headers),
  stripe: (secret, headers, body) => Stripe.webhooks.constructEvent(body, headers["stripe-signature"], secret),
  octokit: async (secret, headers, body) => {
    if (!(await verifyAsGithub(secret, body, headers["x-hub-signature-256"]))) {
      throw new Error("does not match");
    }
  },
};

const { secret, checks } = JSON.parse(readFileSync(0, "utf8"));
for (const { library, headers, body } of checks) {
  try {
    await verifiers[library](secret, headers, Buffer.from(body, "base64").toString("utf8"));
    console.log("genuine");
  } catch (error) {
    console.log(`refused: ${error.message.split("\n")[0]}`);
  }
}
