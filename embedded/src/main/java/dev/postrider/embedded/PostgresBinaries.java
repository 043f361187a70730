package dev.postrider.embedded;

import dev.postrider.embedded.EmbeddedStartException.Reason;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked from the class path into a folder named after their content: found again by every later
 * start, and never overwritten under a server that still runs from them.
 */
final class PostgresBinaries {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);

    private PostgresBinaries() {}

    /** The folder with {@code bin/}, {@code lib/} and {@code share/}, unpacked now or earlier. */
    static Path unpackInto(Path binariesDir) {
        byte[] archive = archiveOfThisPlatform();
        Path home = binariesDir.resolve("postgres-" + digest(archive));
        try {
            if (!Files.isDirectory(home)) {
                Files.createDirectories(binariesDir);
                unpack(archive, home);
            }
            return home;
        } catch (IOException e) {
            throw EmbeddedStartException.folderUnusable(
                    "PostgreSQL program", binariesDir, EmbeddedStartException.rootMessage(e), e);
        }
    }

    private static byte[] archiveOfThisPlatform() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String system = name.startsWith("mac") ? "Darwin" : name.startsWith("win") ? "Windows" : "Linux";
        String hardware = System.getProperty("os.arch", "").replace("amd64", "x86_64");
        try (InputStream archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, hardware)) {
            return archive.readAllBytes();
        } catch (IOException | IllegalStateException missing) {
            throw new EmbeddedStartException(
                    Reason.UNSUPPORTED_MACHINE,
                    "There is no embedded PostgreSQL for %s on %s. Use a PostgreSQL server of your own."
                            .formatted(system, hardware),
                    missing);
        }
    }

    private static String digest(byte[] archive) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(archive);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Unpacks beside {@code home} and renames: another process sees all of it or nothing. */
    private static void unpack(byte[] archive, Path home) throws IOException {
        LOG.atInfo().addKeyValue("folder", home).log("Unpacking PostgreSQL, once");
        Path fresh = Files.createTempDirectory(home.getParent(), "unpacking-");
        try {
            try (TarArchiveInputStream tar =
                    new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    extract(tar, entry, fresh);
                }
            }
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Renaming onto a folder that another process has finished meanwhile fails, and is as good.
            if (!Files.isDirectory(home)) {
                throw e;
            }
        } finally {
            Folders.delete(fresh);
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("the archive has an entry outside of itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(target, root.resolve(entry.getLinkName()).normalize());
        } else {
            Files.copy(tar, target);
            if ((entry.getMode() & 0100) != 0 && !target.toFile().setExecutable(true, false)) {
                throw new IOException("cannot make executable: " + target);
            }
        }
    }
}
