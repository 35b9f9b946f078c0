using System.Globalization;
using System.Text.Json;

namespace Confab.Channels.WhatsApp;

/// <summary>Reads what became of a message of ours ("status messages webhook reference").</summary>
internal static class WhatsAppStatus
{
    private const int MaxId = 200;

    /// <summary>What goes with a call as <c>biz_opaque_callback_data</c> and comes back with its statuses: our id of the message; before the last of its calls, which one it was.</summary>
    public static string Mark(Guid message, int part, int parts) => part == parts - 1 ? message.ToString() : $"{message}/{part}";

    /// <summary>
    /// A status. How far a message of several calls has come is what the last of them says; but where one of the others fails, the message
    /// has failed.
    /// </summary>
    public static Inbound Parse(JsonElement status)
    {
        var (id, word) = (status.Text("id"), status.Text("status"));
        var mark = status.Text("biz_opaque_callback_data").Split('/');
        var (ours, isEarlier) = (Ids.TryParse(mark[0], out var message), mark.Length == 2 && int.TryParse(mark[1], NumberStyles.None, CultureInfo.InvariantCulture, out _));
        if (id.Length is 0 or > MaxId || State(word) is not { } state || (ours && isEarlier && state != DeliveryState.Failed))
            return WhatsAppHook.Other(status, "status", "");
        var error = WhatsAppHook.Items(status, "errors").FirstOrDefault();
        return new Inbound.Receipt(WhatsAppHook.Key(id, word), id, ours ? message : null, state,
            state == DeliveryState.Failed ? WhatsAppErrors.Code(error) is { Length: > 0 } code ? code : "failed" : "", state == DeliveryState.Failed ? WhatsAppErrors.Reason(error) : "")
        {
            Overrules = ours && isEarlier
        };
    }

    private static DeliveryState? State(string word) => word switch
    {
        "sent" => DeliveryState.Sent,
        "delivered" => DeliveryState.Delivered,
        "read" or "played" => DeliveryState.Read,
        "failed" => DeliveryState.Failed,
        _ => null
    };
}
