package dev.postrider.bench.floor;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Sender;
import dev.postrider.egress.Target;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.egress.exchange.HttpSender;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client that the dispatcher uses, and nothing else of it. */
final class EgressPoster implements Poster {
    private static final Logger LOG = LoggerFactory.getLogger(EgressPoster.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Sender sender = new HttpSender(EgressSettings.defaults("bench"), AddressGuard.open());
    private final String origin;
    private final int threads;
    private final ThreadLocal<Signer> signers = ThreadLocal.withInitial(Signer::new);
    private final Map<Integer, Target> targets = new ConcurrentHashMap<>();
    private final Queue<Job> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();

    EgressPoster(InetSocketAddress target, int threads) {
        this.origin = "http://" + target.getHostString() + ":" + target.getPort() + "/";
        this.threads = threads;
    }

    @Override
    public void post(List<Job> jobs) {
        for (List<Job> share : Poster.shares(jobs, threads)) {
            sender.execute(() -> {
                waiting.addAll(share);
                pump();
            });
        }
    }

    private void pump() {
        while (!waiting.isEmpty()) {
            if (underWay.incrementAndGet() > IN_FLIGHT) {
                underWay.decrementAndGet();
                return;
            }
            Job job = waiting.poll();
            if (job == null) {
                // Whoever met the place that this took has left; so the queue is looked at once more.
                underWay.decrementAndGet();
            } else {
                start(job);
            }
        }
    }

    private void start(Job job) {
        Target target = targets.computeIfAbsent(job.slot(), slot -> Target.of(URI.create(origin + slot)));
        var _ = sender.send(new OutboundRequest(target, signed(job), job.body(), TIMEOUT))
                .whenComplete((outcome, bug) -> answered(job, outcome, bug));
    }

    private void answered(Job job, @Nullable AttemptOutcome outcome, @Nullable Throwable bug) {
        if (outcome == null || !outcome.isSuccess()) {
            LOG.error("The bare loop lost a request: {}", outcome, bug);
            return;
        }
        job.batch().completeOne();
        underWay.decrementAndGet();
        pump();
    }

    private Map<String, String> signed(Job job) {
        Signer signer = signers.get();
        String timestamp = Signer.timestamp();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("X-Webhook-Signature", signer.ofBody(job.body()));
        headers.put("webhook-id", job.key());
        headers.put("webhook-timestamp", timestamp);
        headers.put("webhook-signature", signer.ofMessage(job.key(), timestamp, job.body()));
        return headers;
    }
}
