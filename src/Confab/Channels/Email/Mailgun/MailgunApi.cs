using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Confab.Channels.Email.Mailgun;

/// <summary>Calls Mailgun (API reference, "Send an email").</summary>
internal static class MailgunApi
{
    private const string Hosts = ".mailgun.net";

    /// <summary>
    /// Sends a mail. Without an answer to a request that was written, nobody knows whether it went out. A key that is not taken may be put
    /// right, so mails wait for that.
    /// </summary>
    public static async Task<SendResult> SendAsync(ChannelSettings settings, ProviderHttp http, OutboundMail mail, ChannelAccount account, CancellationToken stop)
    {
        var api = Api(settings, account);
        var request = new HttpRequestMessage(HttpMethod.Post, $"{api}/v3/{Uri.EscapeDataString(account.Data(MailgunChannel.Domain))}/messages") { Content = Content(mail) };
        var answer = await http.CallAsync(Authorized(request, account), stop);
        var json = ProviderText.Json(Encoding.UTF8.GetBytes(answer.Body));
        var reason = json?.Text("message") is { Length: > 0 } message ? message.Cut(500) : answer.Excerpt("Mailgun");
        return (int?)answer.Status switch
        {
            null when answer.MayHaveBeenWritten => new SendResult.Unknown("Mailgun did not answer; the mail may have been sent."),
            null => new SendResult.RetryLater(null, answer.Code, "Mailgun could not be reached."),
            >= 200 and < 300 => new SendResult.Sent(MailId.Read(json?.Text("id") ?? "") is { Length: > 0 } id ? id : mail.Id),
            401 or 403 => new SendResult.RetryLater(null, answer.Code, $"Mailgun does not take the account's key: {reason}"),
            429 or >= 500 => new SendResult.RetryLater(answer.RetryAfter, answer.Code, reason),
            _ => new SendResult.Refused(answer.Code, reason)
        };
    }

    /// <summary>Fetches an attachment that Mailgun stored, which it does for three days. The key goes to Mailgun's own hosts only.</summary>
    public static async Task<MediaFetch> FetchAsync(ChannelSettings settings, ProviderHttp http, string source, ChannelAccount account, CancellationToken stop)
    {
        if (!Uri.TryCreate(source, UriKind.Absolute, out var url))
            return new MediaFetch.Gone("The mail did not say where it is.");
        if (!source.StartsWith(Api(settings, account) + "/", StringComparison.Ordinal) && !(url.Scheme == "https" && url.IsDefaultPort && url.Host.EndsWith(Hosts, StringComparison.OrdinalIgnoreCase)))
            return new MediaFetch.Elsewhere(source);
        if (await http.OpenAsync(Authorized(new HttpRequestMessage(HttpMethod.Get, url), account), stop) is not { } answer)
            return new MediaFetch.RetryLater(null, "Mailgun did not answer.");
        var status = (int)answer.StatusCode;
        if (status is >= 200 and < 300)
            return new MediaFetch.Found(answer, "");
        answer.Dispose();
        return status is 401 or 403 or 429 or >= 500 ? new MediaFetch.RetryLater(null, $"Mailgun answered {status}.") : new MediaFetch.Gone($"Mailgun answered {status}.");
    }

    /// <summary>Where the account's domain is kept; no slash at the end.</summary>
    public static string Api(ChannelSettings settings, ChannelAccount account) => account.Data(MailgunChannel.Region) == MailgunChannel.Europe ? settings.MailgunEuApi : settings.MailgunApi;

    /// <summary>The request with the account's key.</summary>
    public static HttpRequestMessage Authorized(HttpRequestMessage request, ChannelAccount account)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"api:{account.Token}")));
        return request;
    }

    private static HttpContent Content(OutboundMail mail)
    {
        if (mail.Attachments.Count == 0)
            return new FormUrlEncodedContent(Fields(mail));
        var parts = new MultipartFormDataContent();
        foreach (var (name, value) in Fields(mail))
            parts.Add(new StringContent(value), name);
        foreach (var attachment in mail.Attachments)
            parts.Add(new AttachmentContent(attachment), "attachment", attachment.Filename);
        return parts;
    }

    /// <summary>The form. Headers (<c>h:</c>) make it part of its exchange, the variable (<c>v:</c>) comes back with every event.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Fields(OutboundMail mail)
    {
        yield return KeyValuePair.Create("from", Named(mail.FromName, mail.From));
        yield return KeyValuePair.Create("to", Named(mail.ToName, mail.To));
        yield return KeyValuePair.Create("subject", mail.Subject);
        yield return KeyValuePair.Create("text", mail.Message.Text);
        yield return KeyValuePair.Create("h:Message-Id", MailId.Write(mail.Id));
        if (mail.InReplyTo.Length > 0)
            yield return KeyValuePair.Create("h:In-Reply-To", MailId.Write(mail.InReplyTo));
        if (mail.References.Count > 0)
            yield return KeyValuePair.Create("h:References", string.Join(' ', mail.References.Select(MailId.Write)));
        if (mail.Message.IsAutomatic)
            yield return KeyValuePair.Create("h:Auto-Submitted", "auto-replied");
        yield return KeyValuePair.Create($"v:{MailgunEvents.MessageVariable}", mail.Message.Id.ToString());
    }

    private static string Named(string name, string address) => name.Length == 0 ? address : $"{MailHeader.Quote(name)} <{address}>";

    /// <summary>A file of a form, read as it is written.</summary>
    private sealed class AttachmentContent : HttpContent
    {
        private readonly MailAttachment attachment;

        public AttachmentContent(MailAttachment attachment)
        {
            this.attachment = attachment;
            Headers.ContentType = MediaTypeHeaderValue.Parse(attachment.ContentType);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            attachment.ReadAsync(part => stream.WriteAsync(part, cancellationToken).AsTask(), cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = attachment.Size;
            return true;
        }
    }
}
