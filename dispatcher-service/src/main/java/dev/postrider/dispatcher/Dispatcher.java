package dev.postrider.dispatcher;

import dev.postrider.dispatcher.controls.Controls;
import dev.postrider.dispatcher.handover.HandOver;
import dev.postrider.dispatcher.intake.DeliveryLoop;
import dev.postrider.dispatcher.shelf.LaneRecovery;
import dev.postrider.dispatcher.shelf.ShelfReader;
import dev.postrider.dispatcher.webhookview.WebhookViewReader;
import dev.postrider.kafka.ObligationTrimmer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the dispatcher's threads in order and stops them in the other: the view must be complete before the first event is
 * matched, and what is in flight must be handed over before the clients close.
 */
final class Dispatcher implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration LOAD_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration JOIN_MARGIN = Duration.ofSeconds(10);

    private final WebhookViewReader viewReader;
    private final Controls controls;
    private final ShelfReader shelfReader;
    private final LaneRecovery recovery;
    private final DeliveryLoop loop;
    private final HandOver handOver;
    private final FanOutThread fanOut;
    private final ObligationTrimmer trimmer;
    private final Duration drainTimeout;
    private final DispatcherFailure failure;
    private final Thread viewThread;
    private final Thread controlsThread;
    private final Thread shelfThread;
    private final Thread recoveryThread;
    private final Thread loopThread;
    private volatile boolean running;

    Dispatcher(
            WebhookViewReader viewReader,
            Controls controls,
            ShelfReader shelfReader,
            LaneRecovery recovery,
            DeliveryLoop loop,
            HandOver handOver,
            FanOutThread fanOut,
            ObligationTrimmer trimmer,
            Duration drainTimeout,
            DispatcherFailure failure) {
        this.viewReader = viewReader;
        this.controls = controls;
        this.shelfReader = shelfReader;
        this.recovery = recovery;
        this.loop = loop;
        this.handOver = handOver;
        this.fanOut = fanOut;
        this.trimmer = trimmer;
        this.drainTimeout = drainTimeout;
        this.failure = failure;
        this.viewThread = thread("webhook-view", viewReader);
        this.controlsThread = thread("controls", controls);
        this.shelfThread = thread("shelf", shelfReader);
        this.recoveryThread = thread("lanes", recovery);
        this.loopThread = thread("deliveries", loop);
    }

    @Override
    public void start() {
        viewThread.start();
        try {
            awaitView();
        } catch (IllegalStateException e) {
            viewReader.stop();
            throw e;
        }
        handOver.start();
        controlsThread.start();
        shelfThread.start();
        recoveryThread.start();
        loopThread.start();
        fanOut.start();
        trimmer.start();
        running = true;
    }

    private void awaitView() {
        try {
            if (!viewReader.awaitLoaded(LOAD_TIMEOUT)) {
                throw new IllegalStateException(
                        "the topic of webhooks was not read within " + LOAD_TIMEOUT.toSeconds()
                                + " s; is the broker reachable?",
                        failure.reason().orElse(null));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading the topic of webhooks", e);
        }
    }

    @Override
    public void stop() {
        loop.stop();
        fanOut.stop();
        join(loopThread, drainTimeout.plus(JOIN_MARGIN));
        controls.stop();
        shelfReader.stop();
        recovery.stop();
        join(controlsThread, JOIN_MARGIN);
        join(shelfThread, JOIN_MARGIN);
        join(recoveryThread, JOIN_MARGIN);
        handOver.close();
        viewReader.stop();
        join(viewThread, JOIN_MARGIN);
        trimmer.close();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the clients are there, before the web server answers that the service is ready. */
    @Override
    public int getPhase() {
        return 0;
    }

    private Thread thread(String name, Runnable work) {
        return Thread.ofPlatform()
                .name(name)
                .uncaughtExceptionHandler((_, e) -> failure.stop(e))
                .unstarted(work);
    }

    private static void join(Thread thread, Duration atMost) {
        try {
            if (thread.getState() != Thread.State.NEW && !thread.join(atMost)) {
                LOG.warn("Thread {} did not end within {} s", thread.getName(), atMost.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
