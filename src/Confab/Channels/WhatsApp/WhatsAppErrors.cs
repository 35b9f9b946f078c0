using System.Text.Json;

namespace Confab.Channels.WhatsApp;

/// <summary>Meta's error codes ("Cloud API error codes"): what to do about them, and what they mean in words that an agent understands.</summary>
internal static class WhatsAppErrors
{
    private const int MaxReason = 500;

    /// <summary>The code of one peer's rate: only that peer must wait.</summary>
    public const string PairRate = "131056";

    /// <summary>An error's code as text; empty where there is none.</summary>
    public static string Code(JsonElement error) => error.Get("code") is { ValueKind: JsonValueKind.Number } code ? code.GetRawText() : error.Text("code");

    /// <summary>Whether the same call may succeed later: limits of rate, maintenance, and what Meta itself does not know.</summary>
    public static bool Passes(JsonElement error) => error.Get("is_transient") is { ValueKind: JsonValueKind.True } || Code(error) is
        "1" or "2" or "4" or "80007" or "130429" or "131000" or "131016" or "131048" or PairRate or "131057" or "133004";

    /// <summary>Whether it is the access token, and not the message or its peer: a token that has to be put right is worth waiting for.</summary>
    public static bool IsAboutToken(JsonElement error) => Code(error) is "0" or "3" or "10" or "190" or "200" or "131005";

    /// <summary>What the code means, and Meta's own words after it.</summary>
    public static string Reason(JsonElement error)
    {
        var details = error.Get("error_data")?.Text("details") is { Length: > 0 } given ? given
            : error.Text("message") is { Length: > 0 } message ? message : error.Text("title");
        var reason = (Meaning(Code(error)), details) switch
        {
            ("", "") => "WhatsApp did not say why.",
            ("", _) => details,
            (var meaning, "") => meaning,
            var (meaning, _) => $"{meaning} ({details})"
        };
        return reason.Length <= MaxReason ? reason : ProviderText.Clean(reason[..MaxReason]);
    }

    private static string Meaning(string code) => code switch
    {
        "0" or "190" => "The account's access token is wrong, expired or revoked.",
        "3" or "10" or "200" or "131005" => "The account's access token lacks the permission whatsapp_business_messaging.",
        "4" or "80007" or "130429" => "The account sends faster than Meta allows.",
        "33" => "The account's phone_number_id is not one that its access token may use.",
        "100" or "131008" or "131009" => "Meta does not accept a value of the message.",
        "368" => "Meta has blocked the account for a while, for a breach of its policies.",
        "130472" => "Meta did not deliver it, as the recipient is part of an experiment.",
        "131000" or "131016" => "WhatsApp could not send it.",
        "131021" => "The recipient is the sender itself.",
        "131026" => "It cannot be delivered: the number is not on WhatsApp, or cannot receive this.",
        "131030" => "A test number sends to recipients on its list only.",
        "131031" => "Meta has locked the account.",
        "131042" => "Meta could not charge the account for it.",
        "131045" or "133010" => "The account's number is not registered at the Cloud API.",
        "131047" => "More than 24 hours have passed since the recipient wrote: only templates can be sent.",
        "131048" => "Meta limits the account, as too many of its messages were blocked or reported.",
        "131049" => "Meta did not deliver it, to spare the recipient too many marketing messages.",
        "131051" => "WhatsApp does not know this type of message.",
        "131052" or "131053" => "WhatsApp could not fetch or read the media.",
        PairRate => "Too many messages to this recipient in a short time.",
        "131057" => "The account is in maintenance.",
        "132000" or "132012" or "132018" => "The template's parameters do not fit the template.",
        "132001" => "There is no such template in this language, or it is not approved.",
        "132005" => "The template's text became too long.",
        "132007" => "The template breaks a policy of Meta's.",
        "132015" => "Meta has paused the template, as too many recipients complained.",
        "132016" => "Meta has disabled the template.",
        _ => ""
    };
}
