using System.Security.Cryptography;
using System.Text;
using Confab.Tests;
using Confab.Tests.Channels.Sms;

namespace Confab.Faults.Loads;

/// <summary>Somebody with a phone, through Telnyx.</summary>
internal sealed class TelnyxUser(string number, string hook, string to) : User("telnyx", number)
{
    /// <inheritdoc />
    public override HttpRequestMessage Webhook(string text, Guid id)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            data = new { event_type = "message.received", payload = new { id, from = new { phone_number = Name }, to = new[] { new { phone_number = to } }, text } }
        });
        var request = new HttpRequestMessage(HttpMethod.Post, hook) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in TelnyxSigner.Headers(body, FakeTelnyx.Key, DateTimeOffset.UtcNow))
            request.Headers.Add(name, value);
        return request;
    }
}

/// <summary>Somebody on WhatsApp.</summary>
internal sealed class WhatsAppUser(string number, string hook) : User("whatsapp", number)
{
    /// <inheritdoc />
    public override HttpRequestMessage Webhook(string text, Guid id)
    {
        var body = Encoding.UTF8.GetBytes(FakeWhatsApp.Says(Name, text, $"wamid.{id:N}"));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(FakeWhatsApp.AppSecret), body));
        return new HttpRequestMessage(HttpMethod.Post, hook) { Content = new ByteArrayContent(body), Headers = { { "X-Hub-Signature-256", $"sha256={signature}" } } };
    }
}

/// <summary>Somebody who writes mails, which Mailgun takes in.</summary>
internal sealed class MailUser(string address, string hook, string to) : User("mailgun", address)
{
    /// <inheritdoc />
    public override HttpRequestMessage Webhook(string text, Guid id)
    {
        var (timestamp, token, signature) = FakeMailgun.Sign();
        return new HttpRequestMessage(HttpMethod.Post, hook)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["recipient"] = to, ["sender"] = Name, ["from"] = Name, ["subject"] = "Hello", ["body-plain"] = text, ["Message-Id"] = $"<{id:N}@example.com>",
                ["timestamp"] = timestamp, ["token"] = token, ["signature"] = signature
            })
        };
    }
}

/// <summary>Somebody who gets mails by SMTP, by which none come in.</summary>
internal sealed class SmtpUser(string address) : User("smtp", address)
{
    /// <inheritdoc />
    public override bool Writes => false;

    /// <inheritdoc />
    public override HttpRequestMessage Webhook(string text, Guid id) => throw new InvalidOperationException("no mail comes in by SMTP");
}
