using Confab.Accounts;
using Confab.Agents;
using Confab.Auth;
using Confab.Customers;
using Confab.Flows;
using Confab.Numbers;
using Confab.Store;

namespace Confab;

/// <summary>What an empty database begins with: a customer, its admin, an access key, a plain agent, and a pretend phone line with a greeting.</summary>
internal sealed class FirstStart(Db db, Settings settings, DataFolder folder, AccountActions accounts, FlowActions flows)
{
    /// <summary>The pretend number of a new installation.</summary>
    public const string SandboxNumber = "+15550100001";

    private const string Greeting = """
        [{"type": "conversation_send", "option": {"text": "Hello! You wrote: ${voipbin.conversation_message.text}"}}]
        """;

    /// <summary>Makes all of it in one unit of work when there is no customer yet; returns what to tell the newcomer, else null.</summary>
    public async Task<Newcomer?> RunAsync()
    {
        if (await db.ReadAsync(sql => sql.FirstAsync<int>("SELECT 1 FROM customers LIMIT 1")) == 1)
            return null;
        var password = settings.AdminPassword.Length > 0 ? settings.AdminPassword : Secrets.Text(16);
        var agentPassword = Secrets.Text(16);
        var (hash, agentHash) = (Passwords.Hash(password), Passwords.Hash(agentPassword));
        var newcomer = await db.WriteAsync(async unit =>
        {
            if (await unit.FirstAsync<int>("SELECT 1 FROM customers LIMIT 1") == 1)
                return null;
            var (customerId, key) = await AddCustomerAsync(unit, "My company", settings.AdminUsername, hash);
            var agent = $"agent@{settings.AdminUsername.Split('@')[^1]}";
            await AgentActions.AddAsync(unit, new NewAgent(customerId, agent, agentHash, "Agent", Permissions.Agent));
            var flowId = await flows.AddAsync(unit, customerId, "Greeting", "Answers whoever writes while no agent has the conversation", Greeting);
            var accountId = await accounts.AddSandboxAsync(unit, customerId, "Sandbox", flowId);
            await NumberActions.AddAsync(unit, new Number
            {
                CustomerId = customerId, Digits = SandboxNumber, Name = "Sandbox number", MessageFlowId = flowId, AccountId = accountId
            });
            return new Newcomer(settings.AdminUsername, settings.AdminPassword.Length > 0 ? null : password, agent, agentPassword, key);
        });
        if (newcomer is not null)
            await folder.SetKeyAsync(newcomer.AccessKey);
        return newcomer;
    }

    /// <summary>A customer with its first admin and its first access key.</summary>
    public static async Task<(Guid CustomerId, string AccessKey)> AddCustomerAsync(Unit unit, string name, string username, string passwordHash)
    {
        var customerId = await CustomerActions.AddAsync(unit, name);
        await AgentActions.AddAsync(unit, new NewAgent(customerId, username, passwordHash, "Admin", Permissions.Customer));
        var (_, token) = await AccessKeys.AddAsync(unit, customerId, "First key", "Made with the customer", Permissions.Customer, null);
        return (customerId, token);
    }
}

/// <summary>What a newcomer is told once.</summary>
/// <param name="Username">The admin.</param>
/// <param name="Password">Its password; null when the settings gave it.</param>
/// <param name="AgentUsername">The plain agent.</param>
/// <param name="AgentPassword">Its password.</param>
/// <param name="AccessKey">The access key.</param>
internal sealed record Newcomer(string Username, string? Password, string AgentUsername, string AgentPassword, string AccessKey);
