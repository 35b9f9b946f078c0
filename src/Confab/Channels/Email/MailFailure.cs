namespace Confab.Channels.Email;

/// <summary>What a mail's <c>error_code</c> says, whatever the provider, when it was handed over and came to nothing all the same.</summary>
internal static class MailFailure
{
    /// <summary>The recipient's server does not take it.</summary>
    public const string Bounce = "bounce";

    /// <summary>The recipient marked it as spam.</summary>
    public const string Complaint = "complaint";
}
