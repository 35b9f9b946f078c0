using Confab.Accounts;
using Confab.Channels;
using Confab.Channels.Sms;
using Confab.Conversations;
using Confab.Store;

namespace Confab.Messages;

/// <summary>What holds for SMS alone: STOP, START and HELP are for us and not for the flow.</summary>
internal sealed class SmsRules(AccountBook accounts)
{
    private static readonly TimeSpan LoopWindow = TimeSpan.FromMinutes(10);

    /// <summary>What to make of a message that came in; the ledger is kept here.</summary>
    public async Task<SmsVerdict> JudgeAsync(Unit unit, Account account, Conversation conversation, Inbound.Message inbound)
    {
        var loop = LoopGuard.Ask(unit, conversation, inbound, LoopWindow);
        var word = inbound.Answered.Length > 0 ? inbound.Answered : SmsWord.Of(inbound.Text);
        var isHeard = word switch
        {
            SmsWord.Stop => await OptOuts.SetAsync(unit, conversation, isOut: true, inbound.Text.Trim().ToUpperInvariant()),
            SmsWord.Start => await OptOuts.SetAsync(unit, conversation, isOut: false, inbound.Text.Trim().ToUpperInvariant()),
            _ => word.Length > 0
        };
        var isLoop = await loop;
        var answer = inbound.Answered.Length == 0 && isHeard && !isLoop ? SmsWord.Answer(accounts.Open(account), word) : "";
        return new SmsVerdict(isLoop, IsForUs: word == SmsWord.Stop || (word == SmsWord.Start && isHeard) || (word == SmsWord.Help && (answer.Length > 0 || inbound.Answered.Length > 0)), answer);
    }
}

/// <summary>What became of a message under the rules of its channel.</summary>
/// <param name="IsLoop">Whether it looks like one of a loop.</param>
/// <param name="IsForUs">Whether it was a command.</param>
/// <param name="Answer">What is answered to it; empty for nothing.</param>
internal sealed record SmsVerdict(bool IsLoop, bool IsForUs, string Answer)
{
    /// <summary>Where there are none.</summary>
    public static SmsVerdict None { get; } = new(false, false, "");

    /// <summary>Whether no flow is to hear of it.</summary>
    public bool IsQuiet => IsLoop || IsForUs;
}
