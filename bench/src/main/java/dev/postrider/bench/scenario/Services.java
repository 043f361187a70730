package dev.postrider.bench.scenario;

import dev.postrider.bench.load.RunTopics;
import dev.postrider.bench.process.ChildJvm;
import dev.postrider.bench.process.Children;
import dev.postrider.bench.service.DispatcherProcess;
import dev.postrider.bench.service.SchedulerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts and ends the services under measurement, with the memory that they must do with. */
final class Services {
    /** The heap that a dispatcher must do with; a floor process gets the same. */
    static final List<String> HEAP = List.of("-Xmx256m", "-XX:+UseSerialGC");

    /** The heap that a scheduler must do with. */
    private static final List<String> SCHEDULER_HEAP = List.of("-Xmx96m", "-XX:+UseSerialGC");

    private final Children children;
    private final @Nullable Path recordings;
    private int recorded;

    /**
     * @param recordings a folder for flight recordings of the services; null for none
     */
    Services(Children children, @Nullable Path recordings) {
        this.children = children;
        this.recordings = recordings;
    }

    /** A dispatcher on the run's topics, ready: its view of webhooks is complete. */
    ChildJvm dispatcher(RunTopics run) throws InterruptedException {
        List<String> arguments = new ArrayList<>(run.serviceArguments());
        arguments.add("--postrider.dispatcher.allow-private-addresses=true");
        ChildJvm dispatcher =
                children.start("dispatcher", DispatcherProcess.class, flags("dispatcher", HEAP), arguments);
        dispatcher.awaitReady();
        return dispatcher;
    }

    /** The scheduler that brings retries back. */
    ChildJvm scheduler(RunTopics run, String... more) throws InterruptedException {
        List<String> arguments = new ArrayList<>(run.serviceArguments());
        arguments.addAll(List.of(more));
        ChildJvm scheduler = children.start("scheduler", SchedulerProcess.class, SCHEDULER_HEAP, arguments);
        scheduler.awaitReady();
        return scheduler;
    }

    /** Ends a dispatcher: gently if its recording must be written, at once if not. */
    void end(ChildJvm dispatcher) throws InterruptedException {
        if (recordings != null) {
            dispatcher.stop();
        } else {
            dispatcher.close();
        }
    }

    /** The flags of a service that has this heap, with a recording where one is wanted. */
    List<String> flags(String service, List<String> heap) {
        List<String> flags = new ArrayList<>(heap);
        if (recordings != null) {
            recorded++;
            Path file = recordings.resolve(service + "-" + recorded + ".jfr").toAbsolutePath();
            flags.add(
                    "-XX:StartFlightRecording=settings=profile,jdk.CPUTimeSample#enabled=true,jdk.CPUTimeSample#throttle=2ms,dumponexit=true,filename="
                            + file);
        }
        return flags;
    }
}
