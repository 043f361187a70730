package dev.postrider.bench.jmh;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.signature.Signatures;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Signing 1 KB, alone and with the rest of the headers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SignatureBenchmark {
    private final Delivery delivery = Samples.delivery();

    @Benchmark
    public String postrider() {
        return Signatures.postrider(Samples.SECRET, delivery.body());
    }

    @Benchmark
    public String standard() {
        return Signatures.standard(List.of(Samples.SECRET), "id", "1767268800", delivery.body());
    }

    @Benchmark
    public Map<String, String> headers() {
        return Samples.headers(delivery);
    }
}
