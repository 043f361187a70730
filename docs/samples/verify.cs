// Verifies a delivery of Postrider by its secret. Needs nothing but .NET 8 or newer; .NET 10 runs the file as it is.
//
//   dotnet run verify.cs standard|postrider SECRET 'name: value' ... < body
//
// Exit code 0: the delivery is genuine. 1: it is not. .NET has no Ed25519 of its own; for public keys take a library.
using System.Security.Cryptography;
using System.Text;

var headers = args.Skip(2)
    .Select(line => line.Split(':', 2))
    .ToDictionary(parts => parts[0].Trim().ToLowerInvariant(), parts => parts[1].Trim());
using var body = new MemoryStream();
Console.OpenStandardInput().CopyTo(body);
long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
bool genuine = args[0] == "standard"
    ? Verifier.VerifyStandard(args[1], headers, body.ToArray(), now)
    : Verifier.VerifyPostrider(args[1], headers, body.ToArray(), now);
Console.WriteLine(genuine ? "genuine" : "not genuine");
return genuine ? 0 : 1;

public static class Verifier
{
    private const long ToleranceSeconds = 300;

    /// Standard Webhooks: signs the message id, the time and the body.
    /// Headers have names in lower case; the body is the bytes that came, before any JSON is read; now is in Unix seconds.
    public static bool VerifyStandard(string secret, IDictionary<string, string> headers, byte[] body, long now)
    {
        string id = Header(headers, "webhook-id");
        string timestamp = Header(headers, "webhook-timestamp");
        if (!IsRecent(timestamp, now))
        {
            return false;
        }
        byte[] key = secret.StartsWith("whsec_", StringComparison.Ordinal)
            ? Convert.FromBase64String(secret["whsec_".Length..])
            : Encoding.UTF8.GetBytes(secret);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        string expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
        // While a secret is replaced there may be several signatures; one that fits is enough.
        return Header(headers, "webhook-signature").Split(' ').Any(given => IsEqual(given, expected));
    }

    /// X-Webhook-Signature: signs the body alone, keyed by the whole secret as it was shown.
    public static bool VerifyPostrider(string secret, IDictionary<string, string> headers, byte[] body, long now)
    {
        byte[] mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body);
        return IsRecent(Header(headers, "x-webhook-timestamp"), now)
            && IsEqual(Header(headers, "x-webhook-signature"), "sha256=" + Convert.ToHexString(mac).ToLowerInvariant());
    }

    private static string Header(IDictionary<string, string> headers, string name) =>
        headers.TryGetValue(name, out string? value) ? value : "";

    private static bool IsRecent(string timestamp, long now) =>
        timestamp.Length is > 0 and < 16
            && timestamp.All(char.IsAsciiDigit)
            && Math.Abs(now - long.Parse(timestamp)) <= ToleranceSeconds;

    private static bool IsEqual(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
