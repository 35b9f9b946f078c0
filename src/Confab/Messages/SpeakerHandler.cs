using Confab.Accounts;
using Confab.Channels;
using Confab.Conversations;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Asks the provider what the speaker of a message is called, and names it in that message and in those that came after.</summary>
internal sealed class SpeakerHandler(Db db, AccountBook accounts, ChannelList channels, MessageLog log) : IJobHandler
{
    private const string JobKind = "speaker";
    private const int MaxAttempts = 8;

    public string Kind => JobKind;

    public int Concurrency => 64;

    public int PerBucket => 4;

    public bool Probes => true;

    /// <summary>The job that looks a message's speaker up.</summary>
    public static NewJob JobFor(Message message) => new(JobKind, message.ConversationId.ToString("N"), JobBuckets.Of(message.CustomerId, message.AccountId), $"{message.CustomerId:N}/{message.Id:N}");

    public async Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
    {
        var ids = job.Payload.Split('/');
        var (customerId, id) = (Guid.ParseExact(ids[0], "N"), Guid.ParseExact(ids[1], "N"));
        var message = await db.ReadAsync(sql => MessageQueries.FindAsync(sql, customerId, id));
        var account = message is null ? null : await accounts.RecallAsync(message.AccountId);
        if (message is null || account is null || channels.Of(accounts.Open(account)) is not IProfiles profiles)
            return _ => Task.FromResult(Next.Untried);
        var speaker = Wire.Read(message.Source, MessagesJson.Wire.Address);
        var group = Wire.Read(await GroupAsync(message), MessagesJson.Wire.Address);
        var profile = await profiles.GetMemberAsync(group.Target, speaker.Target, accounts.Open(account), stop);
        if (profile.RetryAfter is { } after && job.Attempt < MaxAttempts)
            return _ => Task.FromResult<Next>(new Next.Retry(after * Math.Pow(2, job.Attempt), "the provider has no answer now"));
        return async unit =>
        {
            if (profile.Name is { Length: > 0 } name && name != speaker.TargetName)
                await NameAsync(unit, message, speaker with { TargetName = name });
            return Next.Finished;
        };
    }

    private async Task<string> GroupAsync(Message message) => await db.ReadAsync(sql => sql.FirstAsync<string>(
        "SELECT peer FROM conversations WHERE customer_id = @CustomerId AND id = @ConversationId", new { message.CustomerId, message.ConversationId })) ?? "{}";

    private async Task NameAsync(Unit unit, Message message, Address speaker)
    {
        await ConversationQueries.HoldAsync(unit, message.CustomerId, message.ConversationId);
        Speakers.Name(unit, message, speaker);
        var source = Wire.Text(speaker, MessagesJson.Wire.Address);
        foreach (var unnamed in await MessageQueries.FromAsync(unit, message, message.Source))
            await log.ChangeAsync(unit, unnamed, now => now with { Source = source });
    }
}
