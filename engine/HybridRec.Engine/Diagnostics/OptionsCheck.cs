using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Diagnostics;

/// <summary>Holds options to their attributes where no configuration binder has done so.</summary>
internal static class OptionsCheck
{
    /// <summary>Throws unless every property is in its range.</summary>
    /// <param name="options">An options object.</param>
    /// <exception cref="ArgumentException">A value is out of range; the message names each, its range and its value.</exception>
    public static void ThrowIfInvalid(object options)
    {
        List<ValidationResult> faults = [];
        if (!Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true))
        {
            throw new ArgumentException(string.Join(" ", faults.Select(fault => Describe(options, fault))), nameof(options));
        }
    }

    private static string Describe(object options, ValidationResult fault)
    {
        string? name = fault.MemberNames.FirstOrDefault();
        object? value = name is null ? null : options.GetType().GetProperty(name)?.GetValue(options);
        return value is null ? fault.ErrorMessage! : FormattableString.Invariant($"{fault.ErrorMessage} It is {value}.");
    }
}
