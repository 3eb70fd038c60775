package launcher;

import java.io.*;
import java.nio.file.Path;
import java.util.*;
import org.elasticsearch.bootstrap.ServerArgs;
import org.elasticsearch.common.io.stream.OutputStreamStreamOutput;
import org.elasticsearch.common.settings.*;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;

/** Stands in for bin/elasticsearch, which no package registry has: hands the server its arguments the way that one does. */
public class Launcher {
    public static void main(String[] arguments) throws Exception {
        String home = System.getProperty("es.path.home");
        Path conf = Path.of(System.getProperty("es.path.conf"));
        Map<String, String> given = new TreeMap<>();
        for (String argument : arguments) {
            if (!argument.startsWith("-E")) continue;
            int equals = argument.indexOf('=');
            given.put(argument.substring(2, equals), argument.substring(equals + 1));
        }
        Settings base = Settings.builder().put("path.home", home).build();
        Environment environment = InternalSettingsPreparer.prepareEnvironment(
            base, given, conf, () -> Optional.ofNullable(System.getenv("HOSTNAME")).orElse("node"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (KeyStoreWrapper keystore = KeyStoreWrapper.create(); var out = new OutputStreamStreamOutput(bytes)) {
            new ServerArgs(false, false, null, keystore, environment.settings(), conf).writeTo(out);
        }
        System.setIn(new SequenceInputStream(new ByteArrayInputStream(bytes.toByteArray()), new Endless()));
        var main = Class.forName("org.elasticsearch.bootstrap.Elasticsearch").getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        main.invoke(null, (Object) new String[0]);
    }

    /** The end of standard input means "stop" to the server. */
    private static class Endless extends InputStream {
        @Override
        public synchronized int read() throws IOException {
            try {
                while (true) Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                return -1;
            }
        }
    }
}
