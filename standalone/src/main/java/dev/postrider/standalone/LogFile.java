package dev.postrider.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the log goes: one file for everything that runs in this JVM. To be set before the first logger is made. */
public final class LogFile {
    private static final String PROPERTY = "postrider.log";

    /** Spring Boot would set logging up anew for each service, to the terminal. */
    private static final String BOOT_LOGGING = "org.springframework.boot.logging.LoggingSystem";

    private LogFile() {}

    /**
     * Sends the log to {@code postrider.log} in a folder, which is made where it is missing.
     *
     * @throws StartException if the folder cannot be written; logging would tell that at length on the terminal
     */
    public static void in(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        if (!Files.isWritable(folder)) {
            throw unusable(folder, null);
        }
        System.setProperty(PROPERTY, folder.resolve("postrider.log").toString());
        System.setProperty(BOOT_LOGGING, "none");
    }

    private static StartException unusable(Path folder, @Nullable IOException cause) {
        return new StartException(
                "the data directory " + folder + " cannot be written; set POSTRIDER_DATA_DIR to another one", cause);
    }
}
