// Verifies a delivery of Postrider. Needs nothing but Go 1.18 or newer.
//
//	go run verify.go standard|postrider KEY 'name: value' ... < body
//
// Exit code 0: the delivery is genuine. 1: it is not.
package main

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

const toleranceSeconds = 300

// VerifyStandard verifies Standard Webhooks, which signs the message id, the time and the body.
// The key is the secret, or a public key (whpk_); headers have names in lower case; the body is the bytes that came,
// before any JSON is read; now is in Unix seconds.
func VerifyStandard(key string, headers map[string]string, body []byte, now int64) bool {
	id, timestamp := headers["webhook-id"], headers["webhook-timestamp"]
	if !isRecent(timestamp, now) {
		return false
	}
	signed := append([]byte(id+"."+timestamp+"."), body...)
	// While a key is replaced there may be several signatures; one that fits is enough.
	for _, given := range strings.Split(headers["webhook-signature"], " ") {
		if strings.HasPrefix(key, "whpk_") {
			if fitsPublicKey(key, given, signed) {
				return true
			}
		} else if fitsSecret(key, given, signed) {
			return true
		}
	}
	return false
}

func fitsSecret(secret, signature string, signed []byte) bool {
	key := []byte(secret)
	if strings.HasPrefix(secret, "whsec_") {
		decoded, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
		if err != nil {
			return false
		}
		key = decoded
	}
	expected := "v1," + base64.StdEncoding.EncodeToString(mac(key, signed))
	return hmac.Equal([]byte(signature), []byte(expected))
}

func fitsPublicKey(publicKey, signature string, signed []byte) bool {
	if !strings.HasPrefix(signature, "v1a,") {
		return false
	}
	key, keyErr := base64.StdEncoding.DecodeString(strings.TrimPrefix(publicKey, "whpk_"))
	given, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(signature, "v1a,"))
	if keyErr != nil || err != nil || len(key) != ed25519.PublicKeySize {
		return false
	}
	return ed25519.Verify(ed25519.PublicKey(key), signed, given)
}

// VerifyPostrider verifies X-Webhook-Signature, which signs the body alone, keyed by the whole secret as it was shown.
func VerifyPostrider(secret string, headers map[string]string, body []byte, now int64) bool {
	expected := "sha256=" + hex.EncodeToString(mac([]byte(secret), body))
	return isRecent(headers["x-webhook-timestamp"], now) &&
		hmac.Equal([]byte(headers["x-webhook-signature"]), []byte(expected))
}

func isRecent(timestamp string, now int64) bool {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	return err == nil && seconds >= now-toleranceSeconds && seconds <= now+toleranceSeconds
}

func mac(key, message []byte) []byte {
	hash := hmac.New(sha256.New, key)
	hash.Write(message)
	return hash.Sum(nil)
}

func main() {
	headers := map[string]string{}
	for _, line := range os.Args[3:] {
		name, value, _ := strings.Cut(line, ":")
		headers[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(value)
	}
	body, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	verify := VerifyStandard
	if os.Args[1] == "postrider" {
		verify = VerifyPostrider
	}
	if !verify(os.Args[2], headers, body, time.Now().Unix()) {
		fmt.Println("not genuine")
		os.Exit(1)
	}
	fmt.Println("genuine")
}
