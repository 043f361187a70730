#!/bin/sh
# Verifies a delivery of Postrider. Needs sh, awk, od and OpenSSL 3.
#
#   sh verify.sh standard|postrider KEY 'name: value' ... < body
#
# Exit code 0: the delivery is genuine. 1: it is not. For trying out and for scripts: other users of the machine can see the
# arguments of a running program, and the comparison does not hide by its time where two texts differ.
set -u
TOLERANCE_SECONDS=300
scheme=$1 key=$2
shift 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/body"

# header NAME: its value; names in any case.
header() {
  wanted=$1
  shift
  printf '%s\n' "$@" | awk -v wanted="$wanted" '
    { colon = index($0, ":"); name = tolower(substr($0, 1, colon - 1)); value = substr($0, colon + 1) }
    name == wanted { gsub(/^[ \t]+|[ \t]+$/, "", value); print value; exit }'
}

is_recent() {
  case $1 in '' | *[!0-9]*) return 1 ;; esac
  age=$(($(date +%s) - $1))
  [ "$age" -le "$TOLERANCE_SECONDS" ] && [ "$age" -ge "-$TOLERANCE_SECONDS" ]
}

# hmac KEY_AS_HEX < message: the raw HMAC-SHA256.
hmac() { openssl dgst -sha256 -mac HMAC -macopt "hexkey:$1" -binary; }
hex() { od -An -v -tx1 | tr -d ' \n'; }

# Standard Webhooks: signs the message id, the time and the body. The key is the secret, or a public key (whpk_).
verify_standard() {
  timestamp=$(header webhook-timestamp "$@")
  is_recent "$timestamp" || return 1
  printf '%s.%s.' "$(header webhook-id "$@")" "$timestamp" | cat - "$folder/body" >"$folder/signed"
  # While a key is replaced there may be several signatures; one that fits is enough.
  for given in $(header webhook-signature "$@"); do
    case $key in
      whpk_*) fits_public_key "$given" && return 0 ;;
      whsec_*) fits_secret "$given" "$(printf '%s' "${key#whsec_}" | openssl base64 -d -A | hex)" && return 0 ;;
      *) fits_secret "$given" "$(printf '%s' "$key" | hex)" && return 0 ;;
    esac
  done
  return 1
}

fits_secret() { [ "$1" = "v1,$(hmac "$2" <"$folder/signed" | openssl base64 -A)" ]; }

fits_public_key() {
  case $1 in v1a,*) ;; *) return 1 ;; esac
  printf '%s' "${1#v1a,}" | openssl base64 -d -A >"$folder/signature"
  # What OpenSSL reads is the key with twelve bytes before it that say which kind it is.
  { printf 'MCowBQYDK2VwAyEA' | openssl base64 -d -A && printf '%s' "${key#whpk_}" | openssl base64 -d -A; } >"$folder/key"
  openssl pkeyutl -verify -pubin -keyform DER -inkey "$folder/key" -rawin -in "$folder/signed" \
    -sigfile "$folder/signature" >"$folder/said" 2>&1
}

# X-Webhook-Signature: signs the body alone, keyed by the whole secret as it was shown.
verify_postrider() {
  is_recent "$(header x-webhook-timestamp "$@")" || return 1
  [ "$(header x-webhook-signature "$@")" = "sha256=$(hmac "$(printf '%s' "$key" | hex)" <"$folder/body" | hex)" ]
}

if "verify_$scheme" "$@"; then
  echo genuine
else
  echo 'not genuine'
  exit 1
fi
