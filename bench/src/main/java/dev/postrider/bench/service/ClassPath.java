package dev.postrider.bench.service;

import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;

/** All services share the class path of the benchmarks, and only the API has a database. */
final class ClassPath {
    /** A property of those that have none. */
    static final String NO_DATABASE = "spring.autoconfigure.exclude=" + R2dbcAutoConfiguration.class.getName() + ","
            + DataSourceAutoConfiguration.class.getName();

    private ClassPath() {}
}
