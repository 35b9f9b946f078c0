namespace Confab.Channels.Email.Mailgun;

/// <summary>Reads a mail that a route of Mailgun's hands over: by <c>store(notify=…)</c> or <c>forward(…)</c>.</summary>
internal static class MailgunMail
{
    /// <summary>More text than this is cut: whoever needs it all finds it at Mailgun.</summary>
    private const int MaxText = 100_000;

    private const int MaxSubject = 998;
    private const int MaxRecipients = 20;

    /// <summary>The mail, once for each address of ours that it was sent to.</summary>
    public static List<Inbound> Parse(MailgunForm form)
    {
        var sender = form["sender"];
        var recipients = form["recipient"].Split(',').Select(text => Mailbox.TryNormalize(text, out var address) ? address : "").Where(address => address.Length > 0)
            .Distinct().Take(MaxRecipients).ToList();
        if ((MailSender.Read(form["from"]) ?? MailSender.Read(form.Header("From")) ?? MailSender.Read(sender)) is not { } peer || recipients.Count == 0)
            return [new Inbound.Other($"mail:{Fingerprint(form)}", "mail", Excerpt(form))];
        var (id, text, subject, medias) = (MailId.Read(form.Header("Message-Id")), Text(form), Cut(MailSubject.OneLine(form["subject"]), MaxSubject), form.Medias());
        return [.. recipients.Select(self => new Inbound.Message(Key(form, id, self, peer.Target), id, peer.Target, new Address("email", self), peer, text, medias)
        {
            Subject = subject,
            IsAutomatic = AutomaticMail.Is(form.Headers, form["sender"], peer.Target, self)
        })];
    }

    /// <summary>
    /// The mail's own id, which every repetition of the call has; and between whom it is: a mail to two of our addresses comes twice, and
    /// nobody can take a mail's place by sending another with its id first.
    /// </summary>
    private static string Key(MailgunForm form, string id, string self, string peer) =>
        "mail:" + Convert.ToHexStringLower(Secrets.Hash($"{(id.Length > 0 ? id : Fingerprint(form))}\n{self}\n{peer}"));

    private static string Fingerprint(MailgunForm form) => Convert.ToHexStringLower(Secrets.Hash(string.Join('\n',
        form["sender"], form["from"], form["recipient"], form.Header("Date"), form["subject"], form["body-plain"], form["body-html"])));

    /// <summary>A first mail in full; of one that answers, what is new in it, as far as Mailgun can tell.</summary>
    private static string Text(MailgunForm form)
    {
        var stripped = form.Header("In-Reply-To").Length > 0 ? form["stripped-text"].Trim() : "";
        var text = stripped.Length > 0 ? stripped : form["body-plain"].Trim();
        return Cut((text.Length > 0 ? text : HtmlText.Read(form["body-html"])).ReplaceLineEndings("\n"), MaxText);
    }

    private static string Excerpt(MailgunForm form) => Cut($"from: {form["from"]}\nsender: {form["sender"]}\nrecipient: {form["recipient"]}\nsubject: {form["subject"]}\n\n{form["body-plain"]}", 65_536);

    private static string Cut(string text, int max) => text.Length <= max ? text : ProviderText.Clean(text[..max]);
}
