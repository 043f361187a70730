# Verifies a delivery of Postrider. Needs nothing but Ruby 3.1 or newer.
#
#   ruby verify.rb standard|postrider KEY 'name: value' ... < body
#
# Exit code 0: the delivery is genuine. 1: it is not.
require "openssl"

TOLERANCE_SECONDS = 300

# Standard Webhooks: signs the message id, the time and the body.
# The key is the secret, or a public key (whpk_); headers have names in lower case; the body is the bytes that came, before any
# JSON is read; now is in Unix seconds.
def verify_standard(key, headers, body, now)
  timestamp = headers.fetch("webhook-timestamp", "")
  return false unless recent?(timestamp, now)

  signed = "#{headers.fetch("webhook-id", "")}.#{timestamp}.".b + body.b
  # While a key is replaced there may be several signatures; one that fits is enough.
  headers.fetch("webhook-signature", "").split(" ").any? do |given|
    key.start_with?("whpk_") ? fits_public_key?(key, given, signed) : fits_secret?(key, given, signed)
  end
end

def fits_secret?(secret, signature, signed)
  key = secret.start_with?("whsec_") ? secret.delete_prefix("whsec_").unpack1("m") : secret
  same?(signature, "v1,#{[OpenSSL::HMAC.digest("SHA256", key, signed)].pack("m0")}")
end

def fits_public_key?(public_key, signature, signed)
  return false unless signature.start_with?("v1a,")

  # What OpenSSL reads is the key with twelve bytes before it that say which kind it is.
  key = OpenSSL::PKey.read(["302a300506032b6570032100"].pack("H*") + public_key.delete_prefix("whpk_").unpack1("m"))
  key.verify(nil, signature.delete_prefix("v1a,").unpack1("m"), signed)
rescue OpenSSL::PKey::PKeyError
  false
end

# X-Webhook-Signature: signs the body alone, keyed by the whole secret as it was shown.
def verify_postrider(secret, headers, body, now)
  recent?(headers.fetch("x-webhook-timestamp", ""), now) &&
    same?(headers.fetch("x-webhook-signature", ""), "sha256=#{OpenSSL::HMAC.hexdigest("SHA256", secret, body)}")
end

def recent?(timestamp, now)
  timestamp.match?(/\A[0-9]{1,15}\z/) && (now - timestamp.to_i).abs <= TOLERANCE_SECONDS
end

def same?(left, right)
  left.bytesize == right.bytesize && OpenSSL.fixed_length_secure_compare(left, right)
end

if $PROGRAM_NAME == __FILE__
  scheme, key, *lines = ARGV
  headers = lines.to_h do |line|
    name, value = line.split(":", 2)
    [name.strip.downcase, value.strip]
  end
  genuine = send("verify_#{scheme}", key, headers, $stdin.binmode.read, Time.now.to_i)
  puts genuine ? "genuine" : "not genuine"
  exit(genuine ? 0 : 1)
end
