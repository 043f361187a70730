package dev.postrider.bench.jmh;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.signature.Signatures;
import dev.postrider.common.webhook.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Signing as a delivery is signed by default, beside the bare MACs of the same bytes: by a key that is set once, into nothing
 * but bytes. Then with Ed25519, and with the rest of the headers.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SignatureBenchmark {
    private static final String ID = "01a2008d-7400-8156-bcdc-e26e0bc4e649";
    private static final String TIMESTAMP = "1767268800";

    /** A body that were copied would be seen in what is allocated for a large one. */
    @Param({"1024", "65536"})
    public int bodyBytes;

    private final SigningKey key = SigningKey.generate(new SecureRandom());
    private final Mac asShown = keyed(Samples.SECRET.postriderKey());
    private final Mac decoded = keyed(Samples.SECRET.standardKey());
    private final byte[] start = (ID + "." + TIMESTAMP + ".").getBytes(StandardCharsets.US_ASCII);
    private Delivery delivery = Samples.delivery(0);

    @Setup
    public void body() {
        delivery = Samples.delivery(bodyBytes);
    }

    @Benchmark
    public void bareMacs(Blackhole hole) {
        hole.consume(asShown.doFinal(delivery.body()));
        decoded.update(start);
        hole.consume(decoded.doFinal(delivery.body()));
    }

    @Benchmark
    public void bothSignatures(Blackhole hole) {
        hole.consume(Signatures.postrider(Samples.SECRET, delivery.body()));
        hole.consume(Signatures.standard(List.of(Samples.SECRET), ID, TIMESTAMP, delivery.body()));
    }

    @Benchmark
    public String ed25519() {
        return Signatures.standardEd25519(List.of(key), ID, TIMESTAMP, delivery.body());
    }

    @Benchmark
    public Map<String, String> headers() {
        return Samples.headers(delivery);
    }

    private static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }
}
