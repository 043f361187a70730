package dev.postrider.api.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads YAML of our own as what JSON can say: maps, lists, texts, whole numbers, booleans and null. */
final class YamlPiece {
    private YamlPiece() {}

    /** The map that a resource of this package is. */
    static Map<String, Object> read(String name) {
        try (InputStream in = Objects.requireNonNull(YamlPiece.class.getResourceAsStream(name), name)) {
            return yaml(new JsonTypes()).load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    /** The text that reads as this map again, also where {@code on} would be a boolean. */
    static String write(Map<String, Object> map) {
        return yaml(new CautiousTypes()).dump(map);
    }

    private static Yaml yaml(Resolver types) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        DumperOptions output = new DumperOptions();
        output.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        output.setWidth(140);
        output.setDereferenceAliases(true);
        return new Yaml(new SafeConstructor(options), new Representer(output), output, options, types);
    }

    /** Takes no text for a date, nor {@code no} or {@code on} for a boolean. */
    private static class JsonTypes extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, Pattern.compile("null"), "n");
            addImplicitResolver(Tag.BOOL, Pattern.compile("true|false"), "tf");
            addImplicitResolver(Tag.INT, Pattern.compile("-?(0|[1-9][0-9]*)"), "-0123456789");
            addImplicitResolver(Tag.FLOAT, Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]+"), "-0123456789");
        }
    }

    /** Quotes what readers of YAML 1.1 take for a boolean, as most generators of clients do. */
    private static final class CautiousTypes extends JsonTypes {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
            super.addImplicitResolvers();
        }
    }
}
