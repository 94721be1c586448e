// Check PDF files against standards with veraPDF's engine.
// Arguments: one file, then the profiles to check it against, such as PDFUA-1 and PDFA-3A.
// Prints one line for each rule that a file breaks: profile, clause, number of places, message. Prints nothing for a
// file that breaks none.
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

public class Validator {
    private static final String FOLDER = "org/verapdf/pdfa/validation/";
    private static final int SHOWN = 10;

    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        Path file = Path.of(arguments[0]);
        for (int place = 1; place < arguments.length; place++) {
            report(arguments[place], check(file, arguments[place]));
        }
    }

    private static ValidationResult check(Path file, String name) throws Exception {
        ValidationProfile profile;
        try (InputStream source = Validator.class.getClassLoader().getResourceAsStream(FOLDER + name + ".xml")) {
            profile = Profiles.profileFromXml(source);
        }
        PDFAFlavour flavour = profile.getPDFAFlavour();
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file.toFile(), flavour)) {
            return Foundries.defaultInstance().createValidator(profile, SHOWN, false, true, false).validate(parser);
        }
    }

    private static void report(String name, ValidationResult result) {
        if (result.getTotalAssertions() == 0) {
            System.out.println(name + ": nothing was checked");
        }
        Map<Object, String> messages = new LinkedHashMap<>();
        for (TestAssertion one : result.getTestAssertions()) {
            if (one.getStatus() == TestAssertion.Status.FAILED) {
                messages.putIfAbsent(one.getRuleId(), one.getMessage());
            }
        }
        result.getFailedChecks().forEach((rule, count) -> System.out.println(
            name + " " + rule.getClause() + ", " + count + " places: " + messages.getOrDefault(rule, "")));
        if (!result.isCompliant() && result.getFailedChecks().isEmpty()) {
            System.out.println(name + ": not compliant");
        }
    }
}
