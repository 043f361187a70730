package dev.postrider.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The platform administrator's key: given by the user, or made at the first start and kept in the data directory. */
final class AdminKey {
    private static final String FILE = "admin-key";
    private static final int RANDOM_BYTES = 24;

    private AdminKey() {}

    static String of(StandaloneSettings settings) {
        String given = settings.adminKey();
        return given != null ? given : keptIn(settings.dataDir());
    }

    private static String keptIn(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            if (Files.exists(file)) {
                String key = Files.readString(file).strip();
                if (key.length() < StandaloneSettings.MIN_KEY_LENGTH) {
                    throw new StartException(file + " holds no key; delete it to have a new one made");
                }
                return key;
            }
            byte[] random = new byte[RANDOM_BYTES];
            new SecureRandom().nextBytes(random);
            String key = "pra_" + HexFormat.of().formatHex(random);
            Files.createDirectories(folder);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, key + "\n");
            return key;
        } catch (IOException e) {
            throw new StartException("the data directory " + folder + " cannot be written; set POSTRIDER_DATA_DIR", e);
        }
    }
}
