using Confab.Channels;

namespace Confab.Messages;

/// <summary>How far a message has come, as a rank that never goes back: pure.</summary>
internal static class Delivery
{
    /// <summary>The error code of a message of which nobody knows whether it arrived.</summary>
    public const string OutcomeUnknown = "outcome_unknown";

    /// <summary>
    /// The message after news of its delivery; the same message when the news is old. <c>failed</c> is final, but a later delivered or
    /// read corrects an unknown outcome.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="state">How far it has come.</param>
    /// <param name="errorCode">The provider's code when it failed, else empty.</param>
    /// <param name="errorMessage">What that code means, else empty.</param>
    /// <param name="now">When the news came.</param>
    /// <param name="overrules">Whether a failure counts even after it was delivered, as a complaint does.</param>
    public static Message Apply(Message message, DeliveryState state, string errorCode, string errorMessage, Timestamp now, bool overrules = false)
    {
        var next = Word(state);
        var moves = message.Delivery switch
        {
            "failed" => message.ErrorCode == OutcomeUnknown && (state is DeliveryState.Delivered or DeliveryState.Read),
            _ when state == DeliveryState.Failed => overrules || Rank(message.Delivery) < Rank("delivered"),
            _ => Rank(next) > Rank(message.Delivery)
        };
        if (!moves)
            return message;
        return message with
        {
            Status = state switch
            {
                DeliveryState.Failed => "failed",
                DeliveryState.Queued => message.Status,
                _ => "done"
            },
            Delivery = next,
            ErrorCode = errorCode,
            ErrorMessage = errorMessage,
            TmDelivery = now
        };
    }

    /// <summary>A state in the API's word.</summary>
    public static string Word(DeliveryState state) => state switch
    {
        DeliveryState.Queued => "queued",
        DeliveryState.Sent => "sent",
        DeliveryState.Delivered => "delivered",
        DeliveryState.Read => "read",
        _ => "failed"
    };

    private static int Rank(string delivery) => delivery switch
    {
        "queued" => 0,
        "sent" => 1,
        "delivered" => 2,
        _ => 3
    };
}
