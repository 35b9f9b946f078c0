using System.CommandLine;
using Confab.Auth;

namespace Confab.Cli;

/// <summary><c>confab customer add</c>: a further customer on the same installation.</summary>
internal static class CustomerCommand
{
    public static Command Make()
    {
        var name = new Argument<string>("name") { Description = "What the customer is called." };
        var username = new Option<string>("--username") { Description = "Its first admin's username.", Required = true };
        var password = new Option<string?>("--password") { Description = "That admin's password; else made at random and printed once." };
        var add = new Command("add", "Add a customer with its first admin and access key.") { name, username, password };
        var options = new ServerOptions(add);
        add.SetAction((parsed, _) => AddAsync(options.Read(parsed), parsed.GetRequiredValue(name), parsed.GetRequiredValue(username), parsed.GetValue(password)));
        return new Command("customer", "Customers of this installation.") { add };
    }

    private static async Task<int> AddAsync(IConfiguration configuration, string name, string username, string? given)
    {
        if (given is { Length: < Secrets.MinPassword })
            return CommandLine.Fail($"--password must be at least {Secrets.MinPassword} characters long.");
        if (username.Length == 0 || name.Length == 0)
            return CommandLine.Fail("The name and --username must not be empty.");
        await using var tool = await Tool.OpenAsync(configuration);
        var password = given ?? Secrets.Text(16);
        var hash = Passwords.Hash(password);
        var (customerId, key) = await tool.Db.WriteAsync(unit => FirstStart.AddCustomerAsync(unit, name, username, hash));
        Console.WriteLine($"""
            customer    {customerId}   {name}
            admin       {username}   {(given is null ? "password " + password : "(password as given)")}
            access key  {key}
            """);
        return 0;
    }
}
