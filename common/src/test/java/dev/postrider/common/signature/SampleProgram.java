package dev.postrider.common.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A sample that can be run here.
 *
 * @param takesPublicKeys whether it verifies by public keys too, with what is installed
 */
record SampleProgram(String language, List<String> command, boolean takesPublicKeys) {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** All whose interpreter is here. The shell's tools are, wherever this is built. */
    static List<SampleProgram> installed(Path samples, Path compiled) throws Exception {
        List<SampleProgram> programs = new ArrayList<>();
        programs.add(java(samples, compiled));
        programs.add(new SampleProgram("shell", List.of("sh", path(samples, "verify.sh")), true));
        if (isInstalled("python3")) {
            boolean canVerifyKeys = exit(List.of("python3", "-c", "import cryptography")) == 0;
            programs.add(new SampleProgram("Python", List.of("python3", path(samples, "verify.py")), canVerifyKeys));
        }
        if (isInstalled("node")) {
            programs.add(new SampleProgram("Node", List.of("node", path(samples, "verify.mjs")), true));
        }
        if (isInstalled("php")) {
            programs.add(new SampleProgram("PHP", List.of("php", path(samples, "verify.php")), true));
        }
        if (isInstalled("ruby")) {
            programs.add(new SampleProgram("Ruby", List.of("ruby", path(samples, "verify.rb")), true));
        }
        if (isInstalled("go")) {
            String program = compiled.resolve("verify-go").toString();
            assertThat(exit(List.of("go", "build", "-o", program, path(samples, "verify.go"))))
                    .as("exit code of go build")
                    .isZero();
            programs.add(new SampleProgram("Go", List.of(program), true));
        }
        return programs;
    }

    /** Compiled once: the launcher of single files would do it again for each run. */
    private static SampleProgram java(Path samples, Path compiled) {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "tests run on a JDK");
        int result = compiler.run(null, null, null, "-d", compiled.toString(), path(samples, "verify.java"));
        assertThat(result).as("exit code of the compiler").isZero();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new SampleProgram(
                "Java", List.of(java, "-XX:TieredStopAtLevel=1", "-cp", compiled.toString(), "Verify"), true);
    }

    /** The exit code and the line that is printed. */
    String run(List<String> arguments, byte[] input) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(command);
        all.addAll(arguments);
        Path output = Files.createTempFile("sample", ".txt");
        try {
            Process process = new ProcessBuilder(all)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input);
            }
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(language + " did not end within " + DEADLINE);
            }
            return process.exitValue() + " " + Files.readString(output).strip();
        } finally {
            Files.delete(output);
        }
    }

    private static int exit(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String path(Path samples, String name) {
        return samples.resolve(name).toString();
    }

    @Override
    public String toString() {
        return language;
    }
}
