package dev.postrider.dispatcher.intake;

import dev.postrider.common.webhook.Webhook;
import dev.postrider.dispatcher.attempt.AttemptRunner;
import dev.postrider.dispatcher.attempt.Finished;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.Judge.Ending;
import dev.postrider.dispatcher.lane.Starter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Gathers the deliveries that leave their lanes in one turn of the loop: the sender takes whole batches more cheaply. */
final class Departures implements Starter {
    private final Map<Integer, PartitionIntake> partitions;
    private final Consumer<List<AttemptRunner.Start>> runner;
    private final Consumer<Finished> handOver;
    private final InstantSource clock;
    private List<AttemptRunner.Start> starts = new ArrayList<>();

    Departures(
            Map<Integer, PartitionIntake> partitions,
            Consumer<List<AttemptRunner.Start>> runner,
            Consumer<Finished> handOver,
            InstantSource clock) {
        this.partitions = partitions;
        this.runner = runner;
        this.handOver = handOver;
        this.clock = clock;
    }

    @Override
    public void send(Admitted admitted, Webhook webhook, boolean ordered) {
        PartitionIntake intake = intake(admitted);
        intake.underWay++;
        intake.started.start(admitted, ordered);
        starts.add(new AttemptRunner.Start(admitted, webhook, ordered));
    }

    @Override
    public void end(Admitted admitted, Ending ending) {
        intake(admitted).underWay++;
        handOver.accept(new Finished.Ended(admitted, clock.instant(), ending));
    }

    /** Lets the sender have what has gathered. */
    void go() {
        if (!starts.isEmpty()) {
            List<AttemptRunner.Start> batch = starts;
            starts = new ArrayList<>();
            runner.accept(batch);
        }
    }

    private PartitionIntake intake(Admitted admitted) {
        PartitionIntake intake = partitions.get(admitted.partition());
        if (intake == null || intake.epoch != admitted.epoch()) {
            throw new IllegalStateException("a delivery of a lost partition stood in a lane");
        }
        return intake;
    }
}
