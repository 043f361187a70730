package dev.postrider.bench.scenario;

import dev.postrider.bench.broker.BrokerProcess;
import dev.postrider.bench.load.RunTopics;
import dev.postrider.bench.process.ChildJvm;
import dev.postrider.bench.process.Children;
import dev.postrider.bench.sink.Sink;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What all scenarios share: a broker, a sink, and the way to start services. Everything it started ends with it. */
public final class Bench implements AutoCloseable {
    /** Addresses that webhooks can have for themselves. */
    static final int OWN_HOSTS = 100;

    private static final String SHARED_HOST = "127.0.0.1";
    private static final List<String> BROKER_FLAGS = List.of("-Xmx768m", "-XX:+UseG1GC");

    private final Children children;
    private final Sizes sizes;
    private final Services services;
    private final String bootstrap;
    private final Sink sink;
    private final Path work;
    private final Consumer<String> progress;
    private OptionalDouble capacity = OptionalDouble.empty();
    private int runs;

    private Bench(
            Children children,
            Sizes sizes,
            Services services,
            String bootstrap,
            Sink sink,
            Path work,
            Consumer<String> progress) {
        this.children = children;
        this.sizes = sizes;
        this.services = services;
        this.bootstrap = bootstrap;
        this.sink = sink;
        this.work = work;
        this.progress = progress;
    }

    /**
     * Starts the broker and the sink.
     *
     * @param children of the driver; ended with this
     * @param work an empty folder for the broker's data
     * @param recordings a folder for flight recordings of the dispatchers; null for none
     * @param progress told in a line what is being done
     */
    public static Bench start(
            Sizes sizes, Children children, Path work, @Nullable Path recordings, Consumer<String> progress)
            throws InterruptedException {
        ChildJvm broker = children.start(
                "broker",
                BrokerProcess.class,
                BROKER_FLAGS,
                List.of(work.resolve("broker").toString()));
        Sink sink = Sink.start(children, addresses());
        String bootstrap = broker.awaitReady();
        return new Bench(children, sizes, new Services(children, recordings), bootstrap, sink, work, progress);
    }

    private static List<String> addresses() {
        return Stream.concat(
                        Stream.of(SHARED_HOST), IntStream.range(0, OWN_HOSTS).mapToObj(Bench::ownHost))
                .toList();
    }

    private static String ownHost(int slot) {
        return "127.0.1." + (slot % OWN_HOSTS + 1);
    }

    Sizes sizes() {
        return sizes;
    }

    Children children() {
        return children;
    }

    Services services() {
        return services;
    }

    Sink sink() {
        return sink;
    }

    String bootstrap() {
        return bootstrap;
    }

    /** The URL of a slot on the one host that most webhooks share. */
    String url(int slot) {
        return sink.url(SHARED_HOST, slot);
    }

    /** The URL of a slot on a host of its own. */
    String ownUrl(int slot) {
        return sink.url(ownHost(slot), slot);
    }

    /** Topics of their own for a run. */
    RunTopics topics(String what) {
        runs++;
        return new RunTopics(bootstrap, "bench%d.%s.".formatted(runs, what));
    }

    /** A folder of a scenario's own, not there yet. */
    Path folder(String name) {
        runs++;
        return work.resolve(name + runs);
    }

    void say(String what) {
        progress.accept(what);
    }

    /** What the dispatcher drains a second, if a drain of this run has measured it. */
    OptionalDouble capacity() {
        return capacity;
    }

    void measuredCapacity(double perSecond) {
        capacity = OptionalDouble.of(perSecond);
    }

    @Override
    public void close() {
        children.close();
    }
}
