using System.Net;
using System.Text;
using System.Text.Json;

namespace Confab.Channels.Email.Mailgun;

/// <summary>
/// Tries an account's key and domain at Mailgun (API reference, "Get domain details"). A sending key may do nothing but send, so where the
/// domain cannot be read an empty mail is handed over, which is refused for what it lacks or for the key.
/// </summary>
internal static class MailgunProbe
{
    /// <summary>What is wrong.</summary>
    public static async Task<IReadOnlyList<Fault>> RunAsync(ChannelSettings settings, ProviderHttp http, ChannelAccount account, CancellationToken stop)
    {
        var (api, domain) = (MailgunApi.Api(settings, account), account.Data(MailgunChannel.Domain));
        var answer = await CallAsync(new HttpRequestMessage(HttpMethod.Get, $"{api}/v3/domains/{Uri.EscapeDataString(domain)}"));
        if ((int?)answer.Status is not (401 or 403))
            return Judge(answer, account);
        var empty = new HttpRequestMessage(HttpMethod.Post, $"{api}/v3/{Uri.EscapeDataString(domain)}/messages") { Content = new FormUrlEncodedContent([]) };
        return await CallAsync(empty) is { Status: not HttpStatusCode.BadRequest } refused ? Judge(refused, account)
            : [new Fault("token", $"is a sending key of {domain}: mails go out with it, but Mailgun does not hand over the attachments of mails that come in, nor what state the domain is in. Where attachments come in, write an API key of the account here.")];

        Task<ProviderAnswer> CallAsync(HttpRequestMessage request) => http.CallAsync(MailgunApi.Authorized(request, account), stop);
    }

    private static IReadOnlyList<Fault> Judge(ProviderAnswer answer, ChannelAccount account)
    {
        var (json, where) = (ProviderText.Json(Encoding.UTF8.GetBytes(answer.Body)), account.Data(MailgunChannel.Region) == MailgunChannel.Europe ? "eu" : "us");
        return (int?)answer.Status switch
        {
            200 => json?.Get("domain") is { } domain && State(domain) is { Length: > 0 } fault ? [new Fault("provider_data.domain", fault)] : [],
            401 or 403 => [new Fault("token", $"is not taken by Mailgun in its region {where}, neither as an API key nor as a sending key of this domain. It may have been deleted, or belong to another domain, account or region.")],
            404 => [new Fault("provider_data.domain", $"is no domain of this Mailgun account in its region {where}.")],
            null => [new Fault("token", "could not be tried: Mailgun could not be reached.")],
            _ => [new Fault("token", $"could not be tried: Mailgun answered {answer.Code}: {(json?.Text("message") is { Length: > 0 } message ? message : answer.Excerpt("Mailgun"))}")]
        };
    }

    private static string State(JsonElement domain) => domain.Get("is_disabled") is { ValueKind: JsonValueKind.True } || domain.Text("state") == "disabled" ? "has been disabled by Mailgun: it sends nothing until that is settled with Mailgun."
        : domain.Text("state") == "unverified" ? "is not verified yet: enter the DNS records that Mailgun shows for it, and have Mailgun look at them again."
        : "";
}
