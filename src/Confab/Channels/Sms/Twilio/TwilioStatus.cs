namespace Confab.Channels.Sms.Twilio;

/// <summary>Twilio's words for what became of a message (docs, "Message status values" and "Error codes").</summary>
internal static class TwilioStatus
{
    /// <summary>The code of a message to somebody who wants none.</summary>
    public const string OptedOut = "21610";

    /// <summary>A status as a state, or null for one that we do not know.</summary>
    public static DeliveryState? State(string status) => status switch
    {
        "accepted" or "scheduled" or "queued" or "sending" => DeliveryState.Queued,
        "sent" => DeliveryState.Sent,
        "delivered" => DeliveryState.Delivered,
        "read" => DeliveryState.Read,
        "undelivered" or "failed" or "canceled" => DeliveryState.Failed,
        _ => null
    };

    /// <summary>Whether a status is one of Twilio's that says nothing of a message to one peer.</summary>
    public static bool IsElse(string status) => status is "receiving" or "received" or "partially_delivered";

    /// <summary>What an error code means.</summary>
    public static string Meaning(string code, string status) => code switch
    {
        "21211" or "21614" => "The number is not one that can receive SMS.",
        OptedOut => "The recipient has opted out.",
        "30003" => "The phone is unreachable.",
        "30004" => "The recipient blocks messages.",
        "30005" => "The number is unknown or no longer exists.",
        "30006" => "The number is a landline or its carrier cannot be reached.",
        "30007" => "The carrier filtered the message.",
        "30008" => "The carrier did not say why.",
        "" => $"Twilio says {status}.",
        _ => $"Twilio error {code}."
    };
}
