using Confab.Accounts;
using Confab.Channels;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>Asks the provider what the peer of a conversation is called and looks like, and titles the conversation with it.</summary>
internal sealed class ProfileHandler(Db db, AccountBook accounts, ChannelList channels, ConversationEvents events) : IJobHandler
{
    private const string JobKind = "profile";
    private const int MaxAttempts = 8;

    public string Kind => JobKind;

    public int Concurrency => 64;

    public int PerBucket => 4;

    public bool Probes => true;

    /// <summary>The job that looks a conversation's peer up.</summary>
    public static NewJob JobFor(Conversation conversation) => new(JobKind, conversation.Id.ToString("N"), JobBuckets.Of(conversation.CustomerId, conversation.AccountId),
        $"{conversation.CustomerId:N}/{conversation.Id:N}");

    public async Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
    {
        var ids = job.Payload.Split('/');
        var (customerId, id) = (Guid.ParseExact(ids[0], "N"), Guid.ParseExact(ids[1], "N"));
        var (conversation, account) = await db.ReadAsync(async sql =>
        {
            var conversation = await ConversationQueries.FindAsync(sql, customerId, id);
            return (conversation, conversation is null ? null : await AccountBook.FindAsync(sql, customerId, conversation.AccountId));
        });
        if (conversation is null || account is null)
            return _ => Task.FromResult(Next.Untried);
        var opened = accounts.Open(account);
        var channel = channels.Of(opened);
        var profile = await ((IProfiles)channel).GetProfileAsync(conversation.DialogId, opened, stop);
        if (profile.RetryAfter is { } after && job.Attempt < MaxAttempts)
            return _ => Task.FromResult<Next>(new Next.Retry(after * Math.Pow(2, job.Attempt), "the provider has no answer now"));
        return async unit =>
        {
            if (profile.Name is { Length: > 0 } name)
                await RenameAsync(unit, customerId, id, channel, name, profile.Picture);
            return Next.Finished;
        };
    }

    private async Task RenameAsync(Unit unit, Guid customerId, Guid id, IChannel channel, string name, string picture)
    {
        if (await ConversationQueries.FindAsync(unit, customerId, id) is not { } conversation || (conversation.PeerAddress.TargetName, conversation.PeerPicture) == (name, picture))
            return;
        var peer = conversation.PeerAddress with { TargetName = name };
        await events.UpdatedAsync(unit, conversation, conversation with
        {
            Peer = Wire.Text(peer, ConversationsJson.Wire.Address),
            PeerPicture = picture,
            Name = conversation.AutoTitle ? ConversationTitle.Name(channel.Title, peer) : conversation.Name
        });
    }
}
