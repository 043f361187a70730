package dev.postrider.bench.floor;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** The requests of one event loop: those under way, up to a limit, and those that wait. All on that loop. */
final class ReactorRequests {
    private static final Logger LOG = LoggerFactory.getLogger(ReactorRequests.class);
    private static final int SUCCESS = 200;

    private final EventLoop loop;
    private final HttpClient client;
    private final int limit;
    private final Signer signer = new Signer();
    private final Queue<Job> waiting = new ArrayDeque<>();
    private int underWay;

    ReactorRequests(EventLoop loop, HttpClient client, int limit) {
        this.loop = loop;
        this.client = client;
        this.limit = limit;
    }

    /** Takes a batch, in one go: a task for each job would cost more than the job. */
    void post(List<Job> jobs) {
        loop.execute(() -> {
            waiting.addAll(jobs);
            pump();
        });
    }

    private void pump() {
        while (!waiting.isEmpty() && underWay < limit) {
            underWay++;
            start(waiting.remove());
        }
    }

    private void start(Job job) {
        // Here, since the pool may give a connection of another event loop, which then writes the request.
        HttpHeaders signed = signed(job);
        var _ = client.post()
                .uri("/" + job.slot())
                .send((request, outbound) -> {
                    request.requestHeaders().add(signed);
                    return outbound.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(job.body())));
                })
                // Reading the body to its end is what returns the connection to the pool.
                .response((head, body) -> body.then(Mono.just(head.status().code())))
                .next()
                .subscribe(status -> answered(job, status), error -> LOG.error("The bare loop lost a request", error));
    }

    private void answered(Job job, int status) {
        if (status != SUCCESS) {
            throw new IllegalStateException("the sink answered " + status);
        }
        job.batch().completeOne();
        if (loop.inEventLoop()) {
            release();
        } else {
            loop.execute(this::release);
        }
    }

    private void release() {
        underWay--;
        pump();
    }

    private HttpHeaders signed(Job job) {
        String timestamp = Signer.timestamp();
        return new DefaultHttpHeaders()
                .set("Content-Type", "application/json")
                .set("X-Webhook-Signature", signer.ofBody(job.body()))
                .set("webhook-id", job.key())
                .set("webhook-timestamp", timestamp)
                .set("webhook-signature", signer.ofMessage(job.key(), timestamp, job.body()));
    }
}
