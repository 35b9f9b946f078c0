namespace Confab.Channels;

/// <summary>Where the providers are. Settings, so that a local server can stand in their place.</summary>
/// <param name="LineApi">LINE's Messaging API, as in <c>https://api.line.me</c>; no slash at the end.</param>
/// <param name="LineData">LINE's content host.</param>
/// <param name="TwilioApi">Twilio's REST API.</param>
/// <param name="MailgunApi">Mailgun's API.</param>
/// <param name="MailgunEuApi">The same for accounts in its European region.</param>
/// <param name="TelnyxApi">Telnyx's API.</param>
/// <param name="WhatsAppApi">Meta's Graph API.</param>
public sealed record ChannelSettings(string LineApi, string LineData, string TwilioApi, string MailgunApi = "", string MailgunEuApi = "", string TelnyxApi = "", string WhatsAppApi = "");
