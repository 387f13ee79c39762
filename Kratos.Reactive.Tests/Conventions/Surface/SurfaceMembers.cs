using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>One member as one line of C#. <paramref name="parameter"/> gives the written name of a type parameter.</summary>
sealed class SurfaceMembers(Func<string, string> parameter)
{
    static readonly Dictionary<string, string> Operators = new (string, string)[]
    {
        ("op_Addition", "+"), ("op_Subtraction", "-"), ("op_Multiply", "*"), ("op_Division", "/"), ("op_BitwiseAnd", "&"), ("op_BitwiseOr", "|"),
        ("op_RightShift", ">>"), ("op_LeftShift", "<<"), ("op_Equality", "=="), ("op_Inequality", "!="), ("op_LessThan", "<"),
        ("op_GreaterThan", ">"), ("op_LogicalNot", "!"), ("op_LessThanOrEqual", "<="), ("op_GreaterThanOrEqual", ">="),
    }.ToDictionary(pair => pair.Item1, pair => pair.Item2);

    internal static SurfaceMembers Plain { get; } = new(static name => name);

    internal string Constructor(ConstructorInfo made) =>
        $"{Reach(made)}{made.DeclaringType!.Name.Split('`')[0]}({Parameters(made.GetParameters())})";

    internal string Field(FieldInfo field) => (field.IsFamily ? "protected " : "") + (field switch
    {
        { IsLiteral: true } => $"const {Type(field)} {field.Name} = {Literal(field.GetRawConstantValue(), field.FieldType)}",
        { IsStatic: true, IsInitOnly: true } => $"static readonly {Type(field)} {field.Name}",
        { IsStatic: true } => $"static {Type(field)} {field.Name}",
        { IsInitOnly: true } => $"readonly {Type(field)} {field.Name}",
        _ => $"{Type(field)} {field.Name}",
    });

    internal string Event(EventInfo told) =>
        $"{Modifiers(told.AddMethod!)}event {TypeText.Of(told.EventHandlerType!, told.GetCustomAttributesData(), told.DeclaringType!, parameter)} {told.Name}";

    internal string Property(PropertyInfo property)
    {
        MethodInfo?[] accessors = [property.GetMethod, property.SetMethod];
        var seen = accessors.OfType<MethodInfo>().Where(Surface.IsSeen).ToArray();
        var required = property.IsDefined(typeof(RequiredMemberAttribute), false) ? "required " : "";
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{Parameters(index)}]";
        return $"{Modifiers(seen[0])}{required}{TypeText.Of(property.PropertyType, property.GetCustomAttributesData(), property.DeclaringType!, parameter)} {name} {{ {string.Concat(seen.Select(Accessor))}}}";
    }

    internal string Method(MethodInfo method, bool inExtension = false)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(one => one.Name))}>" : "";
        var given = method.ReturnType.IsByRef ? "ref " : "";
        var returns = given + TypeText.Of(method.ReturnParameter, parameter);
        var parameters = Parameters(method.GetParameters(), !inExtension && method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "");
        var tail = $"({parameters}){Constraints(method.IsGenericMethod ? method.GetGenericArguments() : [], method)}";
        return Modifiers(method) + method.Name switch
        {
            "op_Implicit" => $"implicit operator {returns}{tail}",
            "op_Explicit" => $"explicit operator {returns}{tail}",
            var name when Operators.TryGetValue(name, out var sign) => $"{returns} operator {sign}{generic}{tail}",
            var name => $"{returns} {name}{generic}{tail}",
        };
    }

    internal string Parameters(IEnumerable<ParameterInfo> parameters, string first = "") =>
        string.Join(", ", parameters.Select((one, i) => (i == 0 ? first : "") + Parameter(one)));

    internal string Parameter(ParameterInfo one)
    {
        var told = one.GetCustomAttributesData();
        var contracts = string.Concat(told.Where(IsContract).Select(Contract));
        var way = one switch
        {
            _ when told.Any(a => a.AttributeType.Name is "ParamArrayAttribute" or "ParamCollectionAttribute") => "params ",
            { IsOut: true } => "out ",
            { IsIn: true } when one.ParameterType.IsByRef => "in ",
            _ when one.ParameterType.IsByRef => "ref ",
            _ => "",
        };
        return $"{contracts}{way}{TypeText.Of(one, parameter)} {one.Name}".TrimEnd() + (one.HasDefaultValue ? $" = {Literal(one.RawDefaultValue, one.ParameterType)}" : "");
    }

    internal string Constraints(IEnumerable<Type> parameters, MemberInfo place) => string.Concat(parameters.Select(one =>
    {
        var kind = one.GenericParameterAttributes;
        string[] all =
        [
            .. kind.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? ["class"] : Array.Empty<string>(),
            .. kind.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) ? ["struct"] : Array.Empty<string>(),
            .. Nullability.IsNotNull(one, place) ? ["notnull"] : Array.Empty<string>(),
            .. one.GetGenericParameterConstraints().Where(bound => bound != typeof(ValueType)).Select(bound => TypeText.Of(bound, parameter)),
            .. (kind & (GenericParameterAttributes.DefaultConstructorConstraint | GenericParameterAttributes.NotNullableValueTypeConstraint)) == GenericParameterAttributes.DefaultConstructorConstraint
                ? ["new()"] : Array.Empty<string>(),
        ];
        return all.Length == 0 ? "" : $" where {parameter(one.Name)} : {string.Join(", ", all)}";
    }));

    string Type(FieldInfo field) => TypeText.Of(field.FieldType, field.GetCustomAttributesData(), field.DeclaringType!, parameter);

    static string Accessor(MethodInfo accessor) => accessor switch
    {
        _ when accessor.ReturnType != typeof(void) => "get; ",
        _ when accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) => Reach(accessor) + "init; ",
        _ => Reach(accessor) + "set; ",
    };

    static string Reach(MethodBase method) => method.IsFamily || method.IsFamilyOrAssembly ? "protected " : "";

    static string Modifiers(MethodInfo method) => Reach(method) + method switch
    {
        { IsStatic: true, IsAbstract: true } => "static abstract ",
        { IsStatic: true } => "static ",
        { DeclaringType.IsInterface: true } => "",
        { IsVirtual: true } when method.GetBaseDefinition() != method => "override ",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => "",
    };

    // What changes how the compiler treats the caller.
    static bool IsContract(CustomAttributeData one) =>
        one.AttributeType.Namespace == "System.Diagnostics.CodeAnalysis" || one.AttributeType.Name is "EnumeratorCancellationAttribute" || one.AttributeType.Name.StartsWith("Caller", StringComparison.Ordinal);

    static string Contract(CustomAttributeData one)
    {
        var given = string.Join(", ", one.ConstructorArguments.Select(argument => Literal(argument.Value, argument.ArgumentType)));
        return $"[{one.AttributeType.Name[..^"Attribute".Length]}{(given == "" ? "" : $"({given})")}] ";
    }

    static string Literal(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text.Replace("\n", "\\n", StringComparison.Ordinal)}\"",
        char letter => $"'{letter}'",
        bool holds => holds ? "true" : "false",
        _ when type.IsEnum => $"{type.Name}.{Enum.ToObject(type, value)}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
