package dev.postrider.bench.floor;

import java.util.List;

/** Posts jobs and completes each when its answer was read. Called by one thread; queues what is above its limit in flight. */
interface Poster {
    /** In flight at once, over all event loops. */
    int IN_FLIGHT = 256;

    void post(List<Job> jobs);

    /** Deals jobs out in as many shares as there are event loops. */
    static List<List<Job>> shares(List<Job> jobs, int loops) {
        int size = (jobs.size() + loops - 1) / loops;
        return java.util.stream.IntStream.range(0, loops)
                .mapToObj(i -> jobs.subList(Math.min(i * size, jobs.size()), Math.min((i + 1) * size, jobs.size())))
                .filter(share -> !share.isEmpty())
                .toList();
    }
}
