package dev.postrider.testkit;

/** The master key of all tests that need none of their own. */
public final class TestMasterKey {
    /** In the form of the setting. */
    public static final String TEXT = "test:dGhlIG1hc3RlciBrZXkgb2YgdGhlIHRlc3RzLCAzMkI=";

    /** The setting, as an argument of a service. */
    public static final String ARGUMENT = "--postrider.secrets.master-key=" + TEXT;

    private TestMasterKey() {}
}
