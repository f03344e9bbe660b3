package dev.fermata.cli.console;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Ctrl+C, SIGTERM and SIGHUP as events instead of an end of the process.
 *
 * <p>The JDK offers that only as {@code sun.misc.Signal}, whose use javac warns about and lets nobody silence; hence the
 * reflection. Where it is missing, signals end the process as usual.
 */
public final class Signals {

    private Signals() {}

    /**
     * From now on runs this for each such signal, on a thread of its own. A signal that the process was started to ignore
     * stays ignored.
     *
     * @param name without SIG: {@code INT}, {@code TERM}, {@code HUP}
     */
    public static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler invocation = (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "handle" -> action.run();
                    case "equals" -> {
                        return arguments != null && proxy == arguments[0];
                    }
                    case "hashCode" -> {
                        return System.identityHashCode(proxy);
                    }
                    default -> {
                        return name;
                    }
                }
                return null;
            };
            Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, invocation);
            Object theSignal = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, theSignal, proxy);
        } catch (ReflectiveOperationException unavailable) {
            return;
        }
    }
}
