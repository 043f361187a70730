package dev.postrider.standalone;

import dev.postrider.masterkey.FileKeys;
import dev.postrider.masterkey.MasterKeyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/** The master key of this data directory, made at the first start and kept in it. */
final class MasterKeyFile {
    private static final String FILE = "master-key";
    private static final int ID_BYTES = 4;

    private MasterKeyFile() {}

    /** The file, with a key in it. */
    static Path in(Path folder) {
        Path file = folder.resolve(FILE);
        SecureRandom random = new SecureRandom();
        // Each has an id of its own: who brings the wrong file is told which one is missing.
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        try {
            Files.createDirectories(folder);
            if (!Files.exists(file)) {
                new FileKeys(file).makeIfMissing("k-" + HexFormat.of().formatHex(id), random);
            }
            requireKeys(file);
            return file;
        } catch (IOException e) {
            throw new StartException("the data directory " + folder + " cannot be written; set POSTRIDER_DATA_DIR", e);
        }
    }

    private static void requireKeys(Path file) {
        try {
            var _ = new FileKeys(file).load(Map.of());
        } catch (MasterKeyException e) {
            throw new StartException(
                    "the master key " + file
                            + " cannot be used; without it the secrets in this data directory cannot be read, so bring the file"
                            + " back from a copy",
                    e);
        }
    }
}
