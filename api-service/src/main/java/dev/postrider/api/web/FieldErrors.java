package dev.postrider.api.web;

import dev.postrider.api.web.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects everything that is wrong with a request, so that its author mends it in one go. */
public final class FieldErrors {
    private final List<FieldError> errors = new ArrayList<>();

    /**
     * Notes one error.
     *
     * @param message to be read after the field's name
     */
    public void add(String field, String message) {
        errors.add(new FieldError(field, message));
    }

    /**
     * Notes one error within a field.
     *
     * @param pointer where in the body
     */
    public void add(String field, String pointer, String message) {
        errors.add(new FieldError(field, pointer, message));
    }

    /** The value, or null and an error for the field where its rule is broken. */
    public <T> @Nullable T check(String field, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            add(field, String.valueOf(e.getMessage()));
            return null;
        }
    }

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    public List<FieldError> list() {
        return List.copyOf(errors);
    }

    /** Ends the request where there is any error. */
    public void throwIfAny() {
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors).toException();
        }
    }
}
