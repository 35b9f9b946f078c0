using Confab.Cli;
using Confab.Events.Webhooks;
using FsCheck;
using FsCheck.Fluent;

namespace Confab.Tests.Events;

public sealed class RetryScheduleTests
{
    private static readonly TimeSpan[] Waits = [.. new[] { 5, 300, 1800, 7200, 18000, 36000, 36000 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    [Fact]
    public void Waits_keep_to_the_schedule_within_a_tenth_and_end_after_the_last()
    {
        for (var failed = 0; failed < Waits.Length; failed++)
            foreach (var jitter in (double[])[0, 0.5, 1])
                (RetrySchedule.Next(Waits, failed, null, jitter)!.Value / Waits[failed]).ShouldBeInRange(0.9, 1.1);
        RetrySchedule.Next(Waits, Waits.Length, TimeSpan.FromSeconds(1), 0.5).ShouldBeNull();
    }

    [Fact]
    public void The_schedule_is_the_contracts_unless_somebody_sets_another()
    {
        var settings = Settings.Read(ServerOptions.Read(null, new Dictionary<string, string?>()));
        settings.RetryWaits.ShouldBe(Waits);
        settings.WebhookTimeout.ShouldBe(TimeSpan.FromSeconds(15));
        (settings.KeepEvents, settings.KeepDeliveries).ShouldBe((TimeSpan.FromDays(30), TimeSpan.FromDays(30)));
    }

    [Fact]
    public void Retry_after_is_honoured_up_to_a_day_and_never_shortens_a_wait()
    {
        Prop.ForAll<NonNegativeInt, int>((failed, asked) =>
        {
            var place = failed.Get % Waits.Length;
            var wait = RetrySchedule.Next(Waits, place, TimeSpan.FromSeconds(asked), 0)!.Value;
            return wait >= Waits[place] * 0.9 && wait <= TimeSpan.FromHours(24) && (asked > 86_400 || wait >= TimeSpan.FromSeconds(asked));
        }).QuickCheckThrowOnFailure();
    }
}
