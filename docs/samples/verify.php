<?php
/*
 * Verifies a delivery of Postrider. Needs nothing but PHP 8 or newer; for public keys its extension sodium, which is part of it.
 *
 *   php verify.php standard|postrider KEY 'name: value' ... < body
 *
 * Exit code 0: the delivery is genuine. 1: it is not.
 */
declare(strict_types=1);

const TOLERANCE_SECONDS = 300;

/**
 * Standard Webhooks: signs the message id, the time and the body.
 * $key is the secret, or a public key (whpk_); $headers has names in lower case; $body is the bytes that came, before any JSON
 * is read (file_get_contents('php://input')); $now is in Unix seconds.
 */
function verify_standard(string $key, array $headers, string $body, int $now): bool
{
    $id = $headers['webhook-id'] ?? '';
    $timestamp = $headers['webhook-timestamp'] ?? '';
    if (!is_recent($timestamp, $now)) {
        return false;
    }
    $signed = "$id.$timestamp.$body";
    // While a key is replaced there may be several signatures; one that fits is enough.
    foreach (explode(' ', $headers['webhook-signature'] ?? '') as $given) {
        if (str_starts_with($key, 'whpk_') ? fits_public_key($key, $given, $signed) : fits_secret($key, $given, $signed)) {
            return true;
        }
    }
    return false;
}

function fits_secret(string $secret, string $signature, string $signed): bool
{
    $key = str_starts_with($secret, 'whsec_') ? base64_decode(substr($secret, strlen('whsec_'))) : $secret;
    return hash_equals('v1,' . base64_encode(hash_hmac('sha256', $signed, $key, true)), $signature);
}

function fits_public_key(string $publicKey, string $signature, string $signed): bool
{
    $given = str_starts_with($signature, 'v1a,') ? base64_decode(substr($signature, strlen('v1a,')), true) : false;
    return is_string($given)
        && strlen($given) === SODIUM_CRYPTO_SIGN_BYTES
        && sodium_crypto_sign_verify_detached($given, $signed, base64_decode(substr($publicKey, strlen('whpk_'))));
}

/** X-Webhook-Signature: signs the body alone, keyed by the whole secret as it was shown. */
function verify_postrider(string $secret, array $headers, string $body, int $now): bool
{
    return is_recent($headers['x-webhook-timestamp'] ?? '', $now)
        && hash_equals('sha256=' . hash_hmac('sha256', $body, $secret), $headers['x-webhook-signature'] ?? '');
}

function is_recent(string $timestamp, int $now): bool
{
    return preg_match('/^[0-9]{1,15}$/D', $timestamp) === 1 && abs($now - (int) $timestamp) <= TOLERANCE_SECONDS;
}

if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    [, $scheme, $key] = $argv;
    $headers = [];
    foreach (array_slice($argv, 3) as $line) {
        [$name, $value] = explode(':', $line, 2);
        $headers[strtolower(trim($name))] = trim($value);
    }
    $verify = $scheme === 'standard' ? 'verify_standard' : 'verify_postrider';
    $genuine = $verify($key, $headers, stream_get_contents(STDIN), time());
    echo $genuine ? "genuine\n" : "not genuine\n";
    exit($genuine ? 0 : 1);
}
