package dev.fermata.client.webhook;

/** Why a webhook is refused. */
final class WebhookRefusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Receipt.Result result;

    WebhookRefusal(Receipt.Result result, String message) {
        super(message, null, false, false);
        this.result = result;
    }

    Receipt.Result result() {
        return result;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
