using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Confab.Channels.Email.Mailgun;

/// <summary>A call of Mailgun's, taken apart: a mail as a form, or an event as JSON.</summary>
/// <param name="Signature">Its signature.</param>
/// <param name="Form">The form's fields; none for an event.</param>
/// <param name="Event">The <c>event-data</c> of an event.</param>
internal sealed record MailgunCall(MailgunSignature Signature, MailgunForm Form, JsonElement? Event)
{
    private const int MaxFields = 1000;

    /// <summary>The call; null when it is none, and so has no signature either.</summary>
    public static MailgunCall? Read(HookRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.Header("Content-Type"), out var type))
            return null;
        if (type.MediaType == "application/json")
            return ReadEvent(request.Body);
        var form = type.MediaType == "application/x-www-form-urlencoded" ? ReadForm(request.Body)
            : type.MediaType == "multipart/form-data" && type.Boundary.Length > 0 ? ReadParts(request.Body, HeaderUtilities.RemoveQuotes(type.Boundary).ToString()) : null;
        return form is null ? null : new MailgunCall(new MailgunSignature(form["timestamp"], form["token"], form["signature"]), form, null);
    }

    private static MailgunCall? ReadEvent(ReadOnlyMemory<byte> body) =>
        ProviderText.Json(body) is { } json && json.Get("signature") is { } signature && json.Get("event-data") is { } data
            ? new MailgunCall(new MailgunSignature(Plain(signature, "timestamp"), Plain(signature, "token"), Plain(signature, "signature")), new MailgunForm([], []), data) : null;

    /// <summary>A text, or a number as it is written.</summary>
    private static string Plain(JsonElement item, string name) =>
        item.Get(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : item.Text(name);

    private static MailgunForm? ReadForm(ReadOnlyMemory<byte> body) => body.Span.Count((byte)'&') >= MaxFields ? null
        : new MailgunForm([.. Encoding.UTF8.GetString(body.Span).Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2))
            .Select(part => KeyValuePair.Create(WebUtility.UrlDecode(part[0]), part.Length > 1 ? WebUtility.UrlDecode(part[1]) : ""))], []);

    /// <summary>Everything is in memory, so nothing here waits.</summary>
    private static MailgunForm? ReadParts(ReadOnlyMemory<byte> body, string boundary)
    {
        var (fields, files) = (new List<KeyValuePair<string, string>>(), new List<InboundMedia>());
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body.ToArray()));
            while (fields.Count + files.Count < MaxFields && reader.ReadNextSectionAsync().GetAwaiter().GetResult() is { } section)
            {
                using var bytes = new MemoryStream();
                section.Body.CopyTo(bytes);
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                    continue;
                var filename = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
                if (filename.Length > 0)
                    files.Add(MailgunForm.Media(filename, "", section.ContentType ?? "", bytes.Length) with { Content = bytes.ToArray() });
                else
                    fields.Add(KeyValuePair.Create(HeaderUtilities.RemoveQuotes(disposition.Name).ToString(), Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length)));
            }
            return new MailgunForm(fields, files);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException)
        {
            return null;
        }
    }
}
